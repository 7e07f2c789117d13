import type { ManifestRow } from '../schema/manifest.ts';
import type { Description } from '../schema/description.ts';
import type { Entity, Instance, Keyframe, Shot } from '../schema/media.ts';
import type { Reject, Story } from '../schema/story.ts';
import type { Cue, Element, Line, Speaker } from '../schema/text.ts';
import { facesOf } from '../script/speakers.ts';
import { sceneChanges } from './boundaries.ts';
import { chooseFrames } from './choose-frames.ts';
import { composeStory, type FilmText } from './compose.ts';
import { groupUnits } from './group.ts';
import { placeElements } from './scenes.ts';
import { speechOf } from './speech.ts';
import { type Unit, unitsOf, withFrames } from './units.ts';

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
  /** Colours of keyframes by their index, as `core/keyframe/look.ts` has them; where there are none, nothing is compared. */
  looks?: ReadonlyMap<number, Uint8Array>;
  /** The names of the screenplay, folded; without any, names are taken as they are. */
  speakers?: readonly Speaker[];
  /** What a model that sees said of keyframes, where one did. */
  descriptions?: readonly Description[];
  /** Published stories have 5 to 22 frames and at least one person. */
  options: { minFrames: number; maxFrames: number; minPersons: number };
  provenance: Story['provenance'];
}

/**
 * Makes a film's stories: whole consecutive shots grouped to `minFrames`…`maxFrames` frames with at least `minPersons`
 * persons, preferably ending where scenes change (`boundaries.ts`). Of a scene that has a few frames more than a story may
 * have, those near what is said are shown. Every keyframe ends in exactly one story or one reject row (a repeated keyframe
 * is a reject, and so is a black one or one of credits); every timed line and every otherwise unexplained cue in exactly
 * one story or reject row, by its start. Pure and deterministic; rows come in order of time.
 */
export function assembleStories(input: AssembleInput): { stories: Story[]; rejects: Reject[] } {
  const { elements, lines, options, provenance } = input;
  const { id: film, split = null } = input.film;
  const rejects: Reject[] = [];
  const reject: RejectRow = (what, reason, evidence) =>
    rejects.push({ film, stage: 'assemble', what, reason, evidence });

  const shots = [...input.shots].sort((a, b) => a.startMs - b.startMs || a.index - b.index);
  const frames = usableFrames(input.keyframes, shots, reject);
  const speeches = speechOf(input, facesOf(input.speakers ?? []));
  const { strengths, starts } = sceneChanges({ ...input, shots, looks: input.looks ?? new Map(), speeches });
  const instances = byKeyframe(input.instances);
  const entities = new Map(input.entities.map((row) => [row.id, row]));
  const personsOf = ({ index }: Keyframe): string[] =>
    (instances.get(index) ?? []).flatMap(({ entity }) =>
      entities.get(entity ?? '')?.kind === 'character' ? [entity!] : [],
    );
  const units = unitsOf(shots, frames, { changes: strengths, personsOf, maxFrames: options.maxFrames });
  const groups = groupUnits(units, options);

  const bounds = { startMs: shots[0]?.startMs ?? 0, endMs: shots.at(-1)?.endMs ?? 0 };
  const text: FilmText = { elements, placed: placeElements(elements, { lines, starts }, bounds), speeches };
  const descriptions = new Map(input.descriptions?.map((row) => [row.keyframe, row]));
  const seen = { instances, entities, descriptions };

  const stories: Story[] = [];
  for (const { units: own, isStory } of groups) {
    const ownText = within(text, own);
    const shown = own.flatMap((unit) => unit.frames);
    if (!isStory) {
      rejectGroup({ own, shown, text: ownText }, { filmFrames: frames.length, ...options }, reject);
      continue;
    }
    const kept = new Set(
      chooseFrames(shown, { ...options, count: options.maxFrames, speeches: ownText.speeches, personsOf }),
    );
    for (const frame of shown) {
      if (!kept.has(frame))
        reject(`keyframe ${frame.index}`, 'story-full', { frames: shown.length, maxFrames: options.maxFrames });
    }
    const id = `${film}-${String(stories.length + 1).padStart(4, '0')}`;
    const told = composeStory(withFrames(own, kept), { text: ownText, seen });
    stories.push({ id, film, split, ...told, provenance });
  }
  if (groups.length === 0) {
    reject('film', 'no-keyframes', { shots: shots.length, keyframes: input.keyframes.length });
    for (const { what, startMs } of speeches) reject(what, 'outside-stories', { startMs });
  }
  return { stories, rejects };
}

type RejectRow = (what: string, reason: string, evidence: Reject['evidence']) => void;

/** Says of frames that no story holds why, and of what is said there that nobody tells it. */
function rejectGroup(
  { own, shown, text }: { own: readonly Unit[]; shown: readonly Keyframe[]; text: FilmText },
  film: AssembleInput['options'] & { filmFrames: number },
  reject: RejectRow,
): void {
  const { filmFrames, minFrames, maxFrames, minPersons } = film;
  const persons = new Set(own.flatMap((unit) => [...unit.persons])).size;
  for (const { index } of shown) {
    const what = `keyframe ${index}`;
    if (filmFrames < minFrames) reject(what, 'film-too-short', { filmFrames, minFrames, maxFrames });
    else if (persons < minPersons) reject(what, 'too-few-persons', { persons, minPersons });
    else reject(what, 'no-whole-shots-fit', { filmFrames, minFrames, maxFrames });
  }
  for (const { what, startMs } of text.speeches) reject(what, 'outside-stories', { startMs });
}

function usableFrames(keyframes: readonly Keyframe[], shots: readonly Shot[], reject: RejectRow): Keyframe[] {
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

/** What of the film's text begins inside the span of some units. */
function within(text: FilmText, units: readonly Unit[]): FilmText {
  const [fromMs, toMs] = [units[0]!.startMs, units.at(-1)!.endMs];
  const isInside = (timeMs: number) => timeMs >= fromMs && timeMs < toMs;
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
