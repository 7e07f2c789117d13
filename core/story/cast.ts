import type { Description } from '../schema/description.ts';
import type { Entity, EntityKind, Instance, Keyframe } from '../schema/media.ts';
import type { Box } from '../schema/primitives.ts';
import type { StoryEntity, StoryInstance } from '../schema/story.ts';
import type { PixelBox } from './cot.ts';
import { wordsOnly } from './words-only.ts';

/** How the published ids of each kind begin. */
const FAMILY: Record<EntityKind, string> = { character: 'char', object: 'obj', landmark: 'lm', background: 'bg' };

/** What was seen in a film. */
export interface FilmSights {
  /** Instances of keyframes, by their index. */
  instances: ReadonlyMap<number, readonly Instance[]>;
  entities: ReadonlyMap<string, Entity>;
  /** What a model that sees said of keyframes, by their index, where one did. */
  descriptions: ReadonlyMap<number, Description>;
}

/** What is seen in one frame: every entity once, in order of first sight, with its best instance. */
export interface Sighting {
  entity: StoryEntity;
  instance: StoryInstance;
  /** What the entity is called in the screenplay: its name and all that are folded into it; none without a name. */
  names: readonly string[];
  /** What sets the instance apart, where a model described it. */
  attributes: string | null;
  /** Box in whole pixels inside the frame. */
  box: PixelBox;
}

/** Entities of a story, numbered by first appearance, and where they are seen. */
export interface Cast {
  entities: StoryEntity[];
  instances: StoryInstance[];
  /** Per frame of the story. */
  sightings: Sighting[][];
}

/** Numbers the entities of a story's frames. Instances without a known entity have no id and stay out. */
export function castOf(frames: readonly Keyframe[], { instances, entities, descriptions }: FilmSights): Cast {
  const byFilmEntity = new Map<string, StoryEntity>();
  const counts = { character: 0, object: 0, landmark: 0, background: 0 };
  const cast: Cast = { entities: [], instances: [], sightings: [] };
  frames.forEach((keyframe, frame) => {
    const seen = new Map<string, Sighting>();
    for (const found of instances.get(keyframe.index) ?? []) {
      const entity = entities.get(found.entity ?? '');
      if (entity === undefined) continue;
      let own = byFilmEntity.get(entity.id);
      if (own === undefined) {
        const { id: filmEntity, kind, label, name, nameProbability } = entity;
        own = { id: `${FAMILY[kind]}${++counts[kind]}`, filmEntity, kind, label, name, nameProbability };
        byFilmEntity.set(entity.id, own);
        cast.entities.push(own);
      }
      const { label, score, evidence, model } = found;
      const emotion = found.face?.emotion ?? null;
      const box = inFrame(found, keyframe);
      const instance = { frame, entity: own.id, label, score, box, emotion, evidence, model };
      cast.instances.push(instance);
      const known = seen.get(own.id);
      if (known === undefined || score > known.instance.score) {
        const described = descriptions.get(keyframe.index)?.instances.find(({ index }) => index === found.index);
        const attributes = described?.attributes ?? null;
        const names = own.name === null ? [] : [own.name, ...(entity.evidence.aliases ?? []).map(({ name }) => name)];
        seen.set(own.id, { entity: own, instance, names, attributes, box: pixelBox(box, keyframe) });
      }
    }
    cast.sightings.push([...seen.values()]);
  });
  return cast;
}

/** The instance's box in pixels of the stored frame. */
function inFrame(found: Instance, frame: Keyframe): Box {
  const toX = frame.width / (found.width || frame.width);
  const toY = frame.height / (found.height || frame.height);
  const [x1, y1, x2, y2] = found.box;
  return [x1 * toX, y1 * toY, x2 * toX, y2 * toY];
}

/** Rounds a box outwards to whole pixels and keeps it inside the frame and non-empty. */
function pixelBox(box: Box, frame: Keyframe): PixelBox {
  const [x1, x2] = pixelRange(box[0], box[2], frame.width);
  const [y1, y2] = pixelRange(box[1], box[3], frame.height);
  return [x1, y1, x2, y2];
}

function pixelRange(from: number, to: number, size: number): [number, number] {
  const low = Math.min(Math.max(0, Math.floor(Math.min(from, to))), Math.max(0, size - 1));
  const high = Math.min(Math.max(low + 1, Math.ceil(Math.max(from, to))), Math.max(low + 1, size));
  return [low, high];
}

/** Two spellings of a person's name are one when their letters and digits are. */
export function sameName(left: string | null, right: string | null): boolean {
  return left !== null && right !== null && wordsOnly(left) !== '' && wordsOnly(left) === wordsOnly(right);
}
