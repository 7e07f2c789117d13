import type { Keyframe, Shot } from '../schema/media.ts';

/** A shot, or a part of one that alone exceeds a story, with its frames and the span of time it answers for. */
export interface Unit {
  frames: Keyframe[];
  /** Spans of all units tile the whole line of time, so that every spoken word falls into exactly one. */
  startMs: number;
  endMs: number;
  /** How likely a scene begins with it, 0 to 1. */
  change: number;
  /** Persons that its frames show, as entities of the film. */
  persons: ReadonlySet<string>;
}

/** What is known of shots beside their frames. */
export interface ShotFacts {
  /** For each shot how likely a scene begins with it. */
  changes: readonly number[];
  /** Persons that a frame shows. */
  personsOf: (frame: Keyframe) => readonly string[];
  maxFrames: number;
}

/**
 * Makes units of the shots: a shot that alone exceeds `maxFrames` is cut into even parts, shots without frames belong
 * to the unit before them. Frames must be sorted by time and belong to one of the shots, which tile the film in order.
 */
export function unitsOf(shots: readonly Shot[], frames: readonly Keyframe[], facts: ShotFacts): Unit[] {
  const { changes, personsOf, maxFrames } = facts;
  const byShot = new Map<number, Keyframe[]>(shots.map((shot) => [shot.index, []]));
  for (const frame of frames) byShot.get(frame.shot)?.push(frame);
  const units: Unit[] = [];
  let change = 0;
  for (const [position, shot] of shots.entries()) {
    // The scene of a shot without frames begins, for stories, with the next one that has some.
    change = Math.max(change, changes[position] ?? 0);
    const own = byShot.get(shot.index) ?? [];
    const parts = Math.ceil(own.length / maxFrames);
    for (let part = 0; part < parts; part++) {
      const from = Math.floor((part * own.length) / parts);
      const to = Math.floor(((part + 1) * own.length) / parts);
      const startMs = part === 0 ? shot.startMs : own[from]!.timeMs;
      const shown = own.slice(from, to);
      units.push({ frames: shown, startMs, endMs: shot.endMs, change, persons: new Set(shown.flatMap(personsOf)) });
      change = 0;
    }
  }
  return tiling(units);
}

/**
 * The same units with some of their frames: a unit without frames is joined to the one before it, the first to the next.
 * At least one frame must stay.
 */
export function withFrames(units: readonly Unit[], kept: ReadonlySet<Keyframe>): Unit[] {
  const left = units
    .map((unit) => ({ ...unit, frames: unit.frames.filter((frame) => kept.has(frame)) }))
    .filter(({ frames }) => frames.length > 0);
  left.forEach((unit, at) => {
    unit.endMs = left[at + 1]?.startMs ?? units.at(-1)!.endMs;
  });
  left[0]!.startMs = units[0]!.startMs;
  return left;
}

function tiling(units: Unit[]): Unit[] {
  units.forEach((unit, index) => {
    unit.endMs = units[index + 1]?.startMs ?? Number.POSITIVE_INFINITY;
  });
  if (units[0] !== undefined) units[0].startMs = Number.NEGATIVE_INFINITY;
  return units;
}
