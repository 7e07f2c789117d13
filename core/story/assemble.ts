import type { ManifestRow } from '../schema/manifest.ts';
import type { Description } from '../schema/description.ts';
import type { Entity, Instance, Keyframe, Shot } from '../schema/media.ts';
import type { Reject, Story } from '../schema/story.ts';
import type { Cue, Element, Line, Speaker } from '../schema/text.ts';
import { facesOf } from '../script/speakers.ts';
import { composeStory, type FilmText } from './compose.ts';
import { type Group, groupUnits, unitsOf } from './group.ts';
import { placeElements, sceneChanges } from './scenes.ts';
import { speechOf } from './speech.ts';

/** Everything that a film's stories are made of. Absent texts are empty arrays. */
export interface AssembleInput {
  film: Pick<ManifestRow, 'id' | 'split'>;
  /** Tiling the film, in order. */
  shots: readonly Shot[];
  keyframes: readonly Keyframe[];
  instances: readonly Instance[];
  entities: readonly Entity[];
  cues: readonly Cue[];
  elements: readonly Element[];
  lines: readonly Line[];
  /** The names of the screenplay, folded; without any, names are taken as they are. */
  speakers?: readonly Speaker[];
  /** What a model that sees said of keyframes, where one did. */
  descriptions?: readonly Description[];
  /** Published stories have 5 to 22 frames. */
  options: { minFrames: number; maxFrames: number };
  provenance: Story['provenance'];
}

/**
 * Makes a film's stories: whole consecutive shots grouped to `minFrames`…`maxFrames` frames, preferably ending where
 * scenes change. Every keyframe ends in exactly one story or one reject row (a repeated keyframe is a reject, and so is a
 * black one or one of credits); every
 * timed line and every otherwise unexplained cue in exactly one story or reject row, by its start. Pure and
 * deterministic; rows come in order of time.
 */
export function assembleStories(input: AssembleInput): { stories: Story[]; rejects: Reject[] } {
  const rejects: Reject[] = [];
  const reject = (what: string, reason: string, evidence: Reject['evidence'] = {}) =>
    rejects.push({ film: input.film.id, stage: 'assemble', what, reason, evidence });

  const shots = [...input.shots].sort((a, b) => a.startMs - b.startMs || a.index - b.index);
  const frames = usableFrames(input.keyframes, shots, reject);
  const { minFrames, maxFrames } = input.options;
  const units = unitsOf(shots, frames, maxFrames);
  const changes = sceneChanges(input.elements, input.lines);
  const groups = groupUnits(units, { minFrames, maxFrames, sceneChanges: changes });

  const bounds = { startMs: shots[0]?.startMs ?? 0, endMs: shots.at(-1)?.endMs ?? 0 };
  const text: FilmText = {
    elements: input.elements,
    placed: placeElements(input.elements, input.lines, bounds),
    speeches: speechOf(input, facesOf(input.speakers ?? [])),
  };
  const seen = {
    instances: byKeyframe(input.instances),
    entities: new Map(input.entities.map((row) => [row.id, row])),
    descriptions: new Map(input.descriptions?.map((row) => [row.keyframe, row])),
  };

  const stories: Story[] = [];
  for (const group of groups) {
    const span = spanOf(group);
    if (group.isStory) {
      const number = String(stories.length + 1).padStart(4, '0');
      const id = `${input.film.id}-${number}`;
      const { provenance } = input;
      const { id: film, split = null } = input.film;
      stories.push({ id, film, split, ...composeStory(group, { text: within(text, span), seen }), provenance });
      continue;
    }
    const reason = frames.length < minFrames ? 'film-too-short' : 'no-whole-shots-fit';
    for (const frame of group.units.flatMap((unit) => unit.frames)) {
      reject(`keyframe ${frame.index}`, reason, { filmFrames: frames.length, minFrames, maxFrames });
    }
    for (const { what, startMs } of within(text, span).speeches) reject(what, 'outside-stories', { startMs });
  }
  if (groups.length === 0) {
    reject('film', 'no-keyframes', { shots: shots.length, keyframes: input.keyframes.length });
    for (const { what, startMs } of text.speeches) reject(what, 'outside-stories', { startMs });
  }
  return { stories, rejects };
}

function usableFrames(
  keyframes: readonly Keyframe[],
  shots: readonly Shot[],
  reject: (what: string, reason: string, evidence: Reject['evidence']) => void,
): Keyframe[] {
  const known = new Set(shots.map((shot) => shot.index));
  const order = new Map(shots.map((shot, position) => [shot.index, position]));
  const inOrder = [...keyframes].sort(
    (a, b) => (order.get(a.shot) ?? 0) - (order.get(b.shot) ?? 0) || a.timeMs - b.timeMs || a.index - b.index,
  );
  return inOrder.filter((frame) => {
    const what = `keyframe ${frame.index}`;
    const { duplicateOf, duplicateEvidence } = frame;
    if (duplicateOf !== null) reject(what, 'duplicate-keyframe', { duplicateOf, ...duplicateEvidence });
    else if (frame.kind === 'black' || frame.kind === 'credits') reject(what, 'no-picture', { kind: frame.kind });
    else if (!known.has(frame.shot)) reject(what, 'unknown-shot', { shot: frame.shot });
    else return true;
    return false;
  });
}

function spanOf(group: Group): { startMs: number; endMs: number } {
  return { startMs: group.units[0]!.startMs, endMs: group.units.at(-1)!.endMs };
}

/** What of the film's text begins inside a span. */
function within(text: FilmText, span: { startMs: number; endMs: number }): FilmText {
  const isInside = (timeMs: number) => timeMs >= span.startMs && timeMs < span.endMs;
  return {
    elements: text.elements,
    placed: text.placed.filter(({ timeMs }) => isInside(timeMs)),
    speeches: text.speeches.filter(({ startMs }) => isInside(startMs)),
  };
}

function byKeyframe(instances: readonly Instance[]): Map<number, Instance[]> {
  const rows = new Map<number, Instance[]>();
  for (const instance of instances) {
    const own = rows.get(instance.keyframe);
    if (own === undefined) rows.set(instance.keyframe, [instance]);
    else own.push(instance);
  }
  for (const own of rows.values()) own.sort((a, b) => a.index - b.index);
  return rows;
}
