import { SCHEMA_VERSION } from '../../core/schema/version.ts';
import type { Entity, Instance, Keyframe, Shot } from '../../core/schema/media.ts';
import type { Cue, Element, ElementKind, Line } from '../../core/schema/text.ts';
import type { AssembleInput } from '../../core/story/assemble.ts';

/** Length of every shot of a made-up film. */
export const SHOT_MS = 4000;

const MODEL = { id: 'made-up', revision: '1' };
const QUALITY = { sharpness: 10, exposure: 1, stability: 1, score: 1, aesthetic: null };

/** Rows of a film without words: `framesPerShot[i]` keyframes evenly in shot i, one content key for all pictures. */
export function filmRows(id: string, framesPerShot: readonly number[]): AssembleInput {
  const shots = framesPerShot.map((_, index): Shot => {
    const transition = index === 0 ? 'start' : 'cut';
    const times = { startMs: index * SHOT_MS, endMs: (index + 1) * SHOT_MS };
    return {
      film: id,
      index,
      ...times,
      startFrame: index * 96,
      endFrame: index * 96 + 96,
      transition,
      transitionSpan: null,
      confidence: 1,
    };
  });
  const keyframes: Keyframe[] = [];
  framesPerShot.forEach((count, shot) => {
    for (let i = 0; i < count; i++) {
      const timeMs = shot * SHOT_MS + Math.floor(((i + 1) * SHOT_MS) / (count + 1));
      const place = { film: id, shot, index: keyframes.length, frame: Math.round((timeMs * 24) / 1000), timeMs };
      const image = `sha256-${'0'.repeat(64)}`;
      const shown = { width: 64, height: 36, image, kind: 'picture' as const, quality: QUALITY };
      keyframes.push({ ...place, key: `${id}-${timeMs}`, ...shown, duplicateOf: null, duplicateEvidence: null });
    }
  });
  return {
    film: { id },
    shots,
    keyframes,
    instances: [],
    entities: [],
    cues: [],
    elements: [],
    lines: [],
    options: { minFrames: 5, maxFrames: 22, minPersons: 0 },
    provenance: { schemaVersion: SCHEMA_VERSION, stages: {}, models: [MODEL] },
  };
}

export function instanceRow(film: string, keyframe: number, seen: Partial<Instance> & { entity: string }): Instance {
  return {
    film,
    keyframe,
    index: 0,
    label: 'person',
    score: 0.9,
    box: [4.2, 2.5, 30.1, 33.9],
    width: 64,
    height: 36,
    mask: null,
    maskSource: 'box',
    face: null,
    evidence: { method: 'seed', similarity: null, threshold: null },
    model: MODEL,
    ...seen,
  };
}

export function entityRow(film: string, id: string, of: Partial<Entity> = {}): Entity {
  return {
    film,
    id,
    kind: 'character',
    label: 'person',
    name: null,
    nameProbability: of.name == null ? null : 0.8,
    evidence: { keyframes: [], weakestLink: null, lines: [] },
    ...of,
  };
}

export function cueRow(film: string, index: number, said: { startMs: number; text: string; speaker?: string }): Cue {
  const { startMs, text, speaker = null } = said;
  return { film, index, startMs, endMs: startMs + 1500, text, parts: [{ text, speaker, kind: 'speech' }] };
}

/** A screenplay from `[kind, text, speaker?]` rows; scenes count up at each heading. */
export function elementRows(film: string, rows: readonly [ElementKind, string, string?][]): Element[] {
  let scene = -1;
  return rows.map(([kind, text, speaker], index) => {
    if (kind === 'scene_heading') scene++;
    const place = { scene: scene < 0 ? null : scene, page: 1 };
    return { film, index, kind, text, speaker: speaker ?? null, extension: null, ...place };
  });
}

/** Timed lines for the dialogue elements, in order; `null` leaves one without time. */
export function lineRows(film: string, elements: readonly Element[], startsMs: readonly (number | null)[]): Line[] {
  const dialogue = elements.filter((element) => element.kind === 'dialogue');
  return dialogue.map((element, line): Line => {
    const startMs = startsMs[line] ?? null;
    const said = { film, line, element: element.index, speaker: element.speaker ?? 'SOMEONE', text: element.text };
    if (startMs === null) {
      return { ...said, startMs, endMs: null, cues: [], coverage: 0, method: 'none', confidence: 0 };
    }
    const times = { startMs, endMs: startMs + 1500 };
    return { ...said, ...times, cues: [line], coverage: 1, method: 'matched', confidence: 0.95 };
  });
}
