import type { Keyframe, Shot } from '../schema/media.ts';

/** A shot, or a part of one that alone exceeds a story, with its frames and the span of time it answers for. */
export interface Unit {
  frames: Keyframe[];
  /** Spans of all units tile the whole line of time, so that every spoken word falls into exactly one. */
  startMs: number;
  endMs: number;
}

/** A run of units: a story, or frames that no story can hold. */
export interface Group {
  units: Unit[];
  isStory: boolean;
}

export interface GroupOptions {
  minFrames: number;
  maxFrames: number;
  /** Spans of time in each of which the scene changes once. */
  sceneChanges: readonly { fromMs: number; toMs: number }[];
}

/** Mean frames of a published story (12.45), towards which groups are balanced. */
const TARGET_FRAMES = 12;
/** Cost of ending a story inside a scene, against the cost of size: (frames / target − 1)². */
const INSIDE_SCENE = 1;
/** Cost of a scene change inside a story: two scenes of seven frames are two stories, of six frames one. */
const ACROSS_SCENES = 0.4;
/** Cost of a frame without story; larger than any sum of the other costs that could save it. */
const LOST_FRAME = 1e3;

/**
 * Makes units of the shots: a shot that alone exceeds `maxFrames` is cut into even parts, shots without frames belong
 * to the unit before them. Frames must be sorted by time and belong to one of the shots, which tile the film in order.
 */
export function unitsOf(shots: readonly Shot[], frames: readonly Keyframe[], maxFrames: number): Unit[] {
  const byShot = new Map<number, Keyframe[]>(shots.map((shot) => [shot.index, []]));
  for (const frame of frames) byShot.get(frame.shot)?.push(frame);
  const units: Unit[] = [];
  for (const shot of shots) {
    const own = byShot.get(shot.index) ?? [];
    const parts = Math.ceil(own.length / maxFrames);
    for (let part = 0; part < parts; part++) {
      const from = Math.floor((part * own.length) / parts);
      const to = Math.floor(((part + 1) * own.length) / parts);
      const startMs = part === 0 ? shot.startMs : own[from]!.timeMs;
      units.push({ frames: own.slice(from, to), startMs, endMs: shot.endMs });
    }
  }
  units.forEach((unit, index) => {
    unit.endMs = units[index + 1]?.startMs ?? Number.POSITIVE_INFINITY;
  });
  if (units[0] !== undefined) units[0].startMs = Number.NEGATIVE_INFINITY;
  return units;
}

/**
 * Parts consecutive units into stories of `minFrames` to `maxFrames` frames: loses as few frames as possible, then ends
 * stories where scenes change, then keeps them near the published mean size. Exact, by dynamic programming over units:
 * O(units × maxFrames). The first of equally good partitions from the front wins.
 */
export function groupUnits(units: readonly Unit[], options: GroupOptions): Group[] {
  const isSceneStart = sceneStarts(units, options.sceneChanges);
  const inside = options.sceneChanges.length === 0 ? 0 : INSIDE_SCENE;
  const best: { cost: number; size: number; isStory: boolean }[] = [];
  best[units.length] = { cost: 0, size: 0, isStory: true };
  for (let from = units.length - 1; from >= 0; from--) {
    const lost = units[from]!.frames.length * LOST_FRAME + best[from + 1]!.cost;
    let choice = { cost: lost, size: 1, isStory: false };
    let frames = 0;
    let across = 0;
    for (let to = from; to < units.length; to++) {
      if (to > from && isSceneStart.has(to)) across += ACROSS_SCENES;
      frames += units[to]!.frames.length;
      if (frames > options.maxFrames) break;
      if (frames < options.minFrames) continue;
      const ending = to + 1 === units.length || isSceneStart.has(to + 1) ? 0 : inside;
      const cost = (frames / TARGET_FRAMES - 1) ** 2 + ending + across + best[to + 1]!.cost;
      if (cost < choice.cost) choice = { cost, size: to + 1 - from, isStory: true };
    }
    best[from] = choice;
  }
  const groups: Group[] = [];
  for (let from = 0; from < units.length;) {
    const { size, isStory } = best[from]!;
    const last = groups.at(-1);
    if (!isStory && last?.isStory === false) last.units.push(units[from]!);
    else groups.push({ units: units.slice(from, from + size), isStory });
    from += size;
  }
  return groups;
}

/** Units with which a scene begins: of those that start inside the span of a change, the one nearest to its middle. */
function sceneStarts(units: readonly Unit[], changes: GroupOptions['sceneChanges']): Set<number> {
  const starts = new Set<number>();
  for (const { fromMs, toMs } of changes) {
    const distance = (index: number) => Math.abs(units[index]!.startMs - (fromMs + toMs) / 2);
    const inside = [...units.keys()].filter((i) => units[i]!.startMs >= fromMs && units[i]!.startMs <= toMs);
    const nearest = inside.sort((a, b) => distance(a) - distance(b) || a - b)[0];
    if (nearest !== undefined) starts.add(nearest);
  }
  return starts;
}
