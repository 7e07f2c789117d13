import type { Entity, Instance, Keyframe, Shot } from '../schema/media.ts';
import type { Story } from '../schema/story.ts';
import { assembleStories } from '../story/assemble.ts';

/** A frame of a negative with what was seen in it. */
export interface SeenFrame {
  keyframe: Keyframe;
  instances: readonly Instance[];
}

/** A negative told twice: every thing under an id of its own, and things of a kind under one id across frames. */
export interface TwoTellings {
  unlinked: Story;
  linked: Story;
}

/** Time between the frames of a negative; it is nobody's time. */
const STEP_MS = 1000;
const KINDS = { char: 'character', obj: 'object', lm: 'landmark', bg: 'background' } as const;

/** Tells frames of distinct films as if they were a film, from what is seen alone; null where that makes no story. */
export function tellNegative(id: string, frames: readonly SeenFrame[]): TwoTellings | null {
  const [unlinked, linked] = [tell(id, frames, false), tell(id, frames, true)];
  return unlinked === null || linked === null ? null : { unlinked, linked };
}

function tell(film: string, frames: readonly SeenFrame[], isLinked: boolean): Story | null {
  const shots = frames.map((_, index): Shot => {
    const times = { startMs: index * STEP_MS, endMs: (index + 1) * STEP_MS, startFrame: index, endFrame: index + 1 };
    return { film, index, ...times, transition: index === 0 ? 'start' : 'cut', transitionSpan: null, confidence: 1 };
  });
  const keyframes = frames.map(({ keyframe }, index): Keyframe => {
    const place = { film, shot: index, index, frame: index, timeMs: index * STEP_MS };
    return { ...keyframe, ...place, duplicateOf: null, duplicateEvidence: null };
  });
  const { instances, entities } = castOf(film, frames, isLinked);
  const { stories } = assembleStories({
    film: { id: film },
    shots,
    keyframes,
    instances,
    entities,
    cues: [],
    elements: [],
    lines: [],
    options: { minFrames: frames.length, maxFrames: frames.length, minPersons: 0 },
    provenance: { schemaVersion: 0, stages: {}, models: [] },
  });
  const story = stories[0];
  return story?.frames.length === frames.length ? story : null;
}

function castOf(
  film: string,
  frames: readonly SeenFrame[],
  isLinked: boolean,
): { instances: Instance[]; entities: Entity[] } {
  const entities = new Map<string, Entity>();
  const instances = frames.flatMap(({ instances: seen }, keyframe) => {
    const here = new Set<string>();
    return seen.flatMap((instance, index): Instance[] => {
      const family = /^(char|obj|lm|bg)\d+$/.exec(instance.entity ?? '')?.[1] as keyof typeof KINDS | undefined;
      if (family === undefined) return [];
      const kind = KINDS[family];
      // Only one of a kind in a frame is linked: an id stands once in a frame.
      const common = `${family} ${instance.label}`;
      const key = isLinked && !here.has(common) ? common : `${keyframe} ${instance.entity}`;
      here.add(common);
      let entity = entities.get(key);
      if (entity === undefined) {
        const evidence = { keyframes: [], weakestLink: null, lines: [] };
        const id = `${family}${entities.size + 1}`;
        entity = { film, id, kind, label: instance.label, name: null, nameProbability: null, evidence };
        entities.set(key, entity);
      }
      return [{ ...instance, film, keyframe, index, entity: entity.id, evidence: null }];
    });
  });
  return { instances, entities: [...entities.values()] };
}
