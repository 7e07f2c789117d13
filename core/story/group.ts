import type { Unit } from './units.ts';

/** A run of units: a story, or frames that no story can hold. */
export interface Group {
  units: Unit[];
  isStory: boolean;
}

export interface GroupOptions {
  minFrames: number;
  maxFrames: number;
  /** Persons that a story must show, at least. */
  minPersons: number;
}

/** Mean frames of a published story (12.45), towards which groups are balanced. */
const TARGET_FRAMES = 12;
/** Cost of ending a story inside a scene, against the cost of size: (frames / target − 1)². */
const INSIDE_SCENE = 1;
/** Cost of a scene change inside a story: two scenes of seven frames are two stories, of six frames one. */
const ACROSS_SCENES = 0.4;
/** Cost of a frame without story; larger than any sum of the other costs that could save it. */
const LOST_FRAME = 1e3;
/** Share of `maxFrames` by which a scene may exceed a story that then shows only some of its frames. */
const SPARE = 0.5;
/** Cost of a frame that such a story does not show: a scene is rather cut in two where a change is as likely as not. */
const UNSHOWN_FRAME = 0.05;

/**
 * Parts consecutive units into stories of `minFrames` frames and more, with `minPersons` persons: loses as few frames as
 * possible, then ends stories where scenes change, then keeps them near the published mean size. An ending costs as much
 * as the change there is less likely than the film's likeliest, a change inside a story by how likely it is. A group may
 * exceed `maxFrames` by a half where an end inside would part a scene; its frames must then be chosen. Exact, by dynamic
 * programming over units: O(units × maxFrames). The first of equally good partitions from the front wins.
 */
export function groupUnits(units: readonly Unit[], options: GroupOptions): Group[] {
  const { minFrames, maxFrames, minPersons } = options;
  const likeliest = units.slice(1).reduce((most, { change }) => Math.max(most, change), 0);
  const best: { cost: number; size: number; isStory: boolean }[] = [];
  best[units.length] = { cost: 0, size: 0, isStory: true };
  for (let from = units.length - 1; from >= 0; from--) {
    const lost = units[from]!.frames.length * LOST_FRAME + best[from + 1]!.cost;
    let choice = { cost: lost, size: 1, isStory: false };
    const persons = new Set<string>();
    let frames = 0;
    let across = 0;
    for (let to = from; to < units.length; to++) {
      const unit = units[to]!;
      if (to > from) across += ACROSS_SCENES * unit.change;
      frames += unit.frames.length;
      for (const person of unit.persons) persons.add(person);
      if (frames > maxFrames * (1 + SPARE)) break;
      if (frames < minFrames || persons.size < minPersons) continue;
      const next = units[to + 1];
      const ending = next === undefined ? 0 : INSIDE_SCENE * (likeliest - next.change);
      const shown = Math.min(frames, maxFrames);
      const size = (shown / TARGET_FRAMES - 1) ** 2 + UNSHOWN_FRAME * (frames - shown);
      const cost = size + ending + across + best[to + 1]!.cost;
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
