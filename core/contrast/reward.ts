import { iou } from '../annotate/boxes.ts';
import type { Box } from '../schema/primitives.ts';
import type { Story } from '../schema/story.ts';
import { parseThought } from '../story/cot-parse.ts';
import { mentions } from '../story/tags.ts';
import { parseStory } from '../story/tags-parse.ts';
import { type FrameSize, validateStory } from '../story/validate.ts';

/** What a model says of some frames. */
export interface Answer {
  chainOfThought: string;
  story: string;
}

/** Raw terms of a reward: enough to replay any weighting of them. */
export type RewardTerms = { structured: boolean } & (
  | {
      kind: 'real';
      precision: number;
      recall: number;
      f1: number;
      /** Pairs of boxes in two frames under one id: of one entity, and of two. */
      correctLinks: number;
      wrongLinks: number;
      /** Pairs that belong together in truth. */
      trueLinks: number;
    }
  | { kind: 'synthetic'; ids: number; sharedIds: number }
);

/** Weights of the terms. The published ones are not known; these are equal. */
export interface RewardWeights {
  grounding: number;
  links: number;
  shared: number;
}

export const REWARD_WEIGHTS: RewardWeights = { grounding: 1, links: 1, shared: 1 };

/** Overlap at which a box is found, as in the published scores. */
const MIN_IOU = 0.5;

/**
 * One number, higher is better. Real: `grounding·F1 + links·(correct − wrong)/(true + wrong)`; synthetic: `−shared·(share of
 * ids in two frames or more)`. An answer out of structure stands below every answer in structure: −(sum of the weights).
 */
export function totalReward(terms: RewardTerms, weights: RewardWeights = REWARD_WEIGHTS): number {
  if (!terms.structured) return -(weights.grounding + weights.links + weights.shared);
  if (terms.kind === 'synthetic') return terms.sharedIds === 0 ? 0 : -weights.shared * (terms.sharedIds / terms.ids);
  const links = terms.trueLinks + terms.wrongLinks;
  const linked = links === 0 ? 0 : (terms.correctLinks - terms.wrongLinks) / links;
  return weights.grounding * terms.f1 + weights.links * linked;
}

/**
 * Terms of an answer to real frames, from what was seen there: boxes are found one to one in their own frame, persons with
 * persons, by descending overlap from 0.5 on. Nothing found of nothing asked counts as all.
 */
export function realTerms(answer: Answer, truth: Pick<Story, 'frames' | 'instances' | 'entities'>): RewardTerms {
  const wanted = seenOf(truth);
  const given = givenOf(answer);
  const found = match(given, wanted);
  const precision = given.length === 0 ? 1 : found.length / given.length;
  const recall = wanted.length === 0 ? 1 : found.length / wanted.length;
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  let [correctLinks, wrongLinks] = [0, 0];
  for (const [left, right] of pairs(found)) {
    if (left.given.id !== right.given.id || left.given.frame === right.given.frame) continue;
    if (left.wanted.id === right.wanted.id) correctLinks++;
    else wrongLinks++;
  }
  const trueLinks = [...pairs(wanted)].filter(([a, b]) => a.id === b.id && a.frame !== b.frame).length;
  const structured = isStructured(answer, truth.frames);
  return { kind: 'real', structured, precision, recall, f1, correctLinks, wrongLinks, trueLinks };
}

/** Terms of an answer to frames of distinct films, where no id may stand in two frames; tables and text both count. */
export function syntheticTerms(answer: Answer, frames: readonly FrameSize[]): RewardTerms {
  const seen = new Map<string, Set<number>>();
  const see = (id: string, image: number) => seen.set(id, (seen.get(id) ?? new Set()).add(image));
  for (const { image, characters, objects } of parseThought(answer.chainOfThought).value.frames) {
    for (const { id } of [...characters, ...objects]) see(id, image);
  }
  for (const { image, nodes } of parseStory(answer.story).value) {
    for (const { ids } of mentions(nodes)) for (const id of ids) see(id, image);
  }
  const sharedIds = [...seen.values()].filter((images) => images.size > 1).length;
  return { kind: 'synthetic', structured: isStructured(answer, frames), ids: seen.size, sharedIds };
}

interface Seen {
  frame: number;
  id: string;
  isPerson: boolean;
  box: Box;
}

function isStructured(answer: Answer, frames: readonly FrameSize[]): boolean {
  return validateStory({ ...answer, frames }).length === 0;
}

/** The surest box of every entity in every frame, in whole pixels outwards, as tables have it. */
function seenOf({ instances, entities }: Pick<Story, 'instances' | 'entities'>): Seen[] {
  const persons = new Set(entities.filter(({ kind }) => kind === 'character').map(({ id }) => id));
  const best = new Map<string, Story['instances'][number]>();
  for (const instance of instances) {
    const key = `${instance.frame} ${instance.entity}`;
    if (instance.score > (best.get(key)?.score ?? -1)) best.set(key, instance);
  }
  return [...best.values()].map(({ frame, entity, box: [x1, y1, x2, y2] }) => {
    const box: Box = [Math.floor(x1), Math.floor(y1), Math.ceil(x2), Math.ceil(y2)];
    return { frame, id: entity, isPerson: persons.has(entity), box };
  });
}

function givenOf({ chainOfThought }: Answer): Seen[] {
  return parseThought(chainOfThought).value.frames.flatMap(({ image, characters, objects }) => {
    const seen =
      (isPerson: boolean) =>
      (row: { id: string; box: readonly [number, number, number, number] }): Seen => {
        return { frame: image - 1, id: row.id, isPerson, box: [...row.box] };
      };
    return [...characters.map(seen(true)), ...objects.map(seen(false))];
  });
}

function match(given: readonly Seen[], wanted: readonly Seen[]): { given: Seen; wanted: Seen }[] {
  const close = given.flatMap((own) =>
    wanted
      .filter(({ frame, isPerson }) => frame === own.frame && isPerson === own.isPerson)
      .map((other) => ({ given: own, wanted: other, overlap: iou(own.box, other.box) }))
      .filter(({ overlap }) => overlap >= MIN_IOU),
  );
  const used = new Set<Seen>();
  return close
    .sort((a, b) => b.overlap - a.overlap)
    .filter((pair) => {
      if (used.has(pair.given) || used.has(pair.wanted)) return false;
      used.add(pair.given).add(pair.wanted);
      return true;
    });
}

function* pairs<T>(items: readonly T[]): Generator<[T, T]> {
  for (const [index, left] of items.entries()) {
    for (const right of items.slice(index + 1)) yield [left, right];
  }
}
