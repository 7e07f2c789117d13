import type { ScriptElement } from '../../core/script/element.ts';
import { dialogueOf } from '../../core/align/tokens.ts';
import { pick } from './compose.ts';
import type { Level } from './levels.ts';
import { misread, respell } from './spelling.ts';
import { STOCK } from './words.ts';

/** A word as it is said. */
export interface SpokenWord {
  text: string;
  /** Whether the script has this very word, perhaps spelled otherwise. */
  kept: boolean;
}

/** A speech as it is said: a line of the script, or words that no script has. */
export interface Spoken {
  line: number | null;
  speaker: string | null;
  words: SpokenWord[];
  /** True before the first speech of a scene. */
  opens: boolean;
}

type Random = () => number;

/** What is said in a film that departs from its screenplay as the level says. */
export function disturb(elements: ScriptElement[], level: Level, random: Random): Spoken[] {
  const lines = dialogueOf(elements).map((element, line) => ({ element, line }));
  const words = lines.flatMap(({ element }) => wordsOf(element.text));
  const scenes: (typeof lines)[] = [];
  for (const [at, entry] of lines.entries()) {
    if (at === 0 || lines[at - 1]!.element.scene !== entry.element.scene) scenes.push([]);
    scenes.at(-1)!.push(entry);
  }
  const ordered = moveScenes(scenes, level, random).filter(() => random() >= level.cutScenes);
  return ordered.flatMap((scene) => {
    const spoken: Spoken[] = [];
    const kept = swapNeighbours(scene, level, random).filter(() => random() >= level.cutLines);
    for (const { element, line } of kept) {
      if (random() < level.adlibs) spoken.push(adlib(words, random, pick(scene, random).element.speaker));
      const said = sayLine(element.text, words, level, random);
      if (said.length > 0) spoken.push({ line, speaker: element.speaker, words: said, opens: false });
    }
    if (spoken[0] !== undefined) spoken[0].opens = true;
    return spoken;
  });
}

export const wordsOf = (text: string): string[] =>
  text
    .replace(/\([^()]*\)|\[[^[\]]*\]/g, ' ')
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));

/** Takes a share of the scenes out and puts each elsewhere; neighbours may travel together. */
function moveScenes<T>(scenes: T[][], level: Level, random: Random): T[][] {
  const rest: T[][] = [];
  const moved: T[][] = [];
  for (const scene of scenes) (random() < level.movedScenes ? moved : rest).push(scene);
  // A short script has a scene to move, too.
  if (level.movedScenes >= 0.1 && moved.length === 0 && rest.length > 2) moved.push(rest.splice(1, 1)[0]!);
  for (const scene of moved) rest.splice(Math.floor(random() * (rest.length + 1)), 0, scene);
  return rest;
}

function swapNeighbours<T>(scene: T[], level: Level, random: Random): T[] {
  const order = [...scene];
  for (let at = 1; at < order.length; at += 1) {
    if (random() < level.swapped) [order[at - 1], order[at]] = [order[at]!, order[at - 1]!];
  }
  return order;
}

function adlib(words: string[], random: Random, speaker: string | null): Spoken {
  const text =
    random() < 0.5
      ? pick(STOCK, random).split(' ')
      : Array.from({ length: 3 + Math.floor(random() * 9) }, () => pick(words, random));
  return { line: null, speaker, words: text.map((word) => ({ text: word, kept: false })), opens: false };
}

function sayLine(text: string, words: string[], level: Level, random: Random): SpokenWord[] {
  const rewritten = random() < level.rewritten;
  const substituted = rewritten ? 0.4 + 0.5 * random() : level.substituted;
  const said: SpokenWord[] = [];
  for (const word of wordsOf(random() < level.respelled ? respell(text, random) : text)) {
    if (random() < level.dropped) continue;
    if (random() < level.inserted) said.push({ text: pick(words, random).replace(/[.?!,]+$/, ''), kept: false });
    if (random() >= substituted) {
      said.push({ text: random() < level.misread ? misread(word, random) : word, kept: true });
      continue;
    }
    const end = /[.?!,]+$/.exec(word)?.[0] ?? '';
    said.push({ text: pick(words, random).replace(/[.?!,]+$/, '') + end, kept: false });
  }
  return said;
}
