import { iou } from '../annotate/boxes.ts';
import { type ChainOfThought, type PixelBox, printThought } from '../story/cot.ts';
import { parseThought } from '../story/cot-parse.ts';
import { type FrameText, printStory, type StoryNode } from '../story/tags.ts';
import { parseStory } from '../story/tags-parse.ts';
import type { FrameSize } from '../story/validate.ts';
import type { Dice } from './dice.ts';
import type { Answer } from './reward.ts';

/** Ways in which a true answer is made wrong; all but `lost-frame` keep the structure. */
export const CORRUPTIONS = [
  'swapped-identities',
  'split-identity',
  'merged-identities',
  'moved-boxes',
  'lost-frame',
] as const;
export type Corruption = (typeof CORRUPTIONS)[number];

interface Parts {
  tables: ChainOfThought;
  text: FrameText[];
  frames: readonly FrameSize[];
}

/** How an id is to be called in a frame, counted from zero. */
type Renaming = (id: string, frame: number) => string;

/**
 * The answer made wrong in one way, drawn by the dice; null where it has nothing that could be wrong in this way.
 *
 * - `swapped-identities`: from some frame on, two entities of a kind bear each other's ids;
 * - `split-identity`: from some frame on, an entity bears a new id;
 * - `merged-identities`: two entities of a kind that never meet bear one id;
 * - `moved-boxes`: in a frame or more, boxes lie where nothing of theirs is (overlap below a half);
 * - `lost-frame`: the last frame has neither tables nor text.
 */
export function corrupt(
  kind: Corruption,
  answer: Answer,
  given: { frames: readonly FrameSize[]; dice: Dice },
): Answer | null {
  const parts: Parts = {
    tables: parseThought(answer.chainOfThought).value,
    text: parseStory(answer.story).value,
    frames: given.frames,
  };
  switch (kind) {
    case 'swapped-identities':
      return renamed(parts, drawn(swaps(parts), given.dice));
    case 'split-identity':
      return renamed(parts, drawn(splits(parts), given.dice));
    case 'merged-identities':
      return renamed(parts, drawn(merges(parts), given.dice));
    case 'moved-boxes':
      return moved(parts, given.dice);
    case 'lost-frame':
      return parts.text.length < 2 ? null : printed(parts.tables.frames.slice(0, -1), parts.text.slice(0, -1), parts);
  }
}

function drawn(renamings: readonly Renaming[], dice: Dice): Renaming | null {
  return renamings.length === 0 ? null : renamings[dice(renamings.length)]!;
}

/** Frames, from zero, in which each id stands, in order of the ids' first appearance. */
function framesById({ tables }: Parts): [string, number[]][] {
  const seen = new Map<string, number[]>();
  tables.frames.forEach(({ characters, objects }, frame) => {
    for (const { id } of [...characters, ...objects]) seen.set(id, [...(seen.get(id) ?? []), frame]);
  });
  return [...seen];
}

function* pairsOfAKind(parts: Parts): Generator<[[string, number[]], [string, number[]]]> {
  const ids = framesById(parts);
  for (const [index, left] of ids.entries()) {
    for (const right of ids.slice(index + 1)) if (family(left[0]) === family(right[0])) yield [left, right];
  }
}

function swaps(parts: Parts): Renaming[] {
  return [...pairsOfAKind(parts)].flatMap(([[a, ofA], [b, ofB]]) =>
    parts.tables.frames.flatMap((_, from): Renaming[] => {
      // Only an entity that is known before and seen after bears a wrong id.
      const isCrossed = [ofA, ofB].some(
        (own) => own.some((frame) => frame < from) && own.some((frame) => frame >= from),
      );
      if (!isCrossed) return [];
      return [(id, frame) => (frame < from ? id : id === a ? b : id === b ? a : id)];
    }),
  );
}

function splits(parts: Parts): Renaming[] {
  const all = framesById(parts);
  return all.flatMap(([own, frames]) => {
    const numbers = all.filter(([id]) => family(id) === family(own)).map(([id]) => Number(/\d+$/.exec(id)?.[0] ?? 0));
    const fresh = `${family(own)}${Math.max(...numbers) + 1}`;
    return frames.slice(1).map(
      (from): Renaming =>
        (id, frame) =>
          id === own && frame >= from ? fresh : id,
    );
  });
}

function merges(parts: Parts): Renaming[] {
  return [...pairsOfAKind(parts)]
    .filter(([[, ofA], [, ofB]]) => !ofA.some((frame) => ofB.includes(frame)))
    .map(
      ([[a], [b]]): Renaming =>
        (id) =>
          id === b ? a : id,
    );
}

function family(id: string): string {
  return id.replace(/\d+$/, '');
}

function renamed(parts: Parts, rename: Renaming | null): Answer | null {
  if (rename === null) return null;
  const tables = parts.tables.frames.map((frame, index) => ({
    ...frame,
    characters: frame.characters.map((row) => ({ ...row, id: rename(row.id, index) })),
    objects: frame.objects.map((row) => ({ ...row, id: rename(row.id, index) })),
  }));
  const nodes = (list: readonly StoryNode[], frame: number): StoryNode[] =>
    list.map((node) =>
      node.kind === 'text'
        ? node
        : { ...node, ids: node.ids.map((id) => rename(id, frame)), children: nodes(node.children, frame) },
    );
  const text = parts.text.map((frame) => ({ ...frame, nodes: nodes(frame.nodes, frame.image - 1) }));
  return printed(tables, text, parts);
}

/** One frame surely, each of the others by the toss of a coin. */
function moved(parts: Parts, dice: Dice): Answer | null {
  const { frames } = parts.tables;
  const filled = frames.flatMap(({ characters, objects }, index) =>
    characters.length + objects.length > 0 ? [index] : [],
  );
  if (filled.length === 0) return null;
  const sure = filled[dice(filled.length)]!;
  const tables = frames.map((frame, index) => {
    const size = parts.frames[index];
    if (size === undefined || (index !== sure && dice(2) === 0)) return frame;
    const elsewhere = <Row extends { box: PixelBox }>(row: Row): Row => ({ ...row, box: awayFrom(row.box, size) });
    return { ...frame, characters: frame.characters.map(elsewhere), objects: frame.objects.map(elsewhere) };
  });
  return printed(tables, parts.text, parts);
}

/** Beside itself where the frame has room, else a corner of itself. */
function awayFrom([x1, y1, x2, y2]: PixelBox, { width, height }: FrameSize): PixelBox {
  const [w, h] = [x2 - x1, y2 - y1];
  const places: PixelBox[] = [
    [x1 + w, y1, x2 + w, y2],
    [x1 - w, y1, x2 - w, y2],
    [x1, y1 + h, x2, y2 + h],
    [x1, y1 - h, x2, y2 - h],
    [width - w, height - h, width, height],
    [0, 0, w, h],
  ];
  const free = places.find(
    (box) => box[0] >= 0 && box[1] >= 0 && box[2] <= width && box[3] <= height && iou([...box], [x1, y1, x2, y2]) < 0.5,
  );
  return free ?? [x1, y1, x1 + Math.max(1, Math.floor(w / 2)), y1 + Math.max(1, Math.floor(h / 2))];
}

function printed(frames: ChainOfThought['frames'], text: FrameText[], { tables }: Parts): Answer {
  return { chainOfThought: printThought({ ...tables, frames }), story: printStory(text) };
}
