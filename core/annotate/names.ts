import type { Entity, Instance, Keyframe, Shot } from '../schema/media.ts';
import type { Line } from '../schema/text.ts';
import { assignBest } from './assignment.ts';
import { soleOwnership } from './name-rivals.ts';
import { expectSpoken, type Heard } from './speaking.ts';

/** When a name is put on a character. */
export interface NameThresholds {
  /** Lines that the character must be expected to have spoken under the name: two as good as certain ones. Default 1.2. */
  minLines: number;
  /** Lowest probability of the name given all that the character is expected to have spoken. Default 0.5. */
  minProbability: number;
  /** How far its lines must exceed those of the next name, and those of the next character. Default 1.25. */
  minMargin: number;
  /** Lowest probability that no other character spoke the lines of the name (`name-rivals.ts`). Default 0.5. */
  minOwnership: number;
}

export const NAME_THRESHOLDS: NameThresholds = {
  minLines: 1.2,
  minProbability: 0.5,
  minMargin: 1.25,
  minOwnership: 0.5,
};

/** Lines against every name, so that one lucky line makes no certainty (additive smoothing). */
const PRIOR = 1;

/** What a person without a face weighs, against a face of the same width: who turns away seldom speaks. */
const FACELESS = 0.2;
/** Width of a face, as a share of the width of its person. */
const FACE_SHARE = 0.4;

export interface NameInput {
  entities: readonly Entity[];
  instances: readonly Pick<Instance, 'keyframe' | 'entity' | 'box' | 'face'>[];
  keyframes: readonly Pick<Keyframe, 'index' | 'shot'>[];
  shots: readonly Pick<Shot, 'index' | 'startMs' | 'endMs'>[];
  /** The speaker is the name of a face. */
  lines: readonly Pick<Line, 'line' | 'speaker' | 'startMs' | 'endMs' | 'confidence'>[];
  /** Face → character, where they have other names. */
  characters?: ReadonlyMap<string, string>;
}

/**
 * Puts screenplay names on characters. A timed line may have been spoken by anyone whom the shots show over which it is
 * spoken, by the time in each and the size of the faces, or by nobody there; who spoke which lines is estimated for all
 * together (`speaking.ts`). Names and characters are then matched one to one so that the lines are most (optimal
 * assignment), and a match stands only with enough lines, probability and margin, and where nobody else may as well have spoken
 * them; all other characters keep no name. Faces of one character are no rivals: make-up may make two of them, or leave one.
 * Returns the entities in their order.
 */
export function nameEntities(input: NameInput, thresholds: Partial<NameThresholds> = {}): Entity[] {
  const limits = { ...NAME_THRESHOLDS, ...thresholds };
  const heard = heardOver(input);
  const expected = expectSpoken(heard);
  const characters = input.entities.map(({ id }) => id).filter((id) => expected.has(id));
  const speakers = [...new Set(heard.map(({ speaker }) => speaker))].sort();
  const characterOf = (face: string): string => input.characters?.get(face) ?? face;
  const linesOf = (speaker: string, id: string): number => expected.get(id)!.get(speaker) ?? 0;
  // Speakers are the rows: they are few, while doubt may have split the cast into many characters.
  const gains = speakers.map((speaker) => characters.map((id) => linesOf(speaker, id)));
  const matches: { id: string; name: string; nameProbability: number }[] = [];
  for (const [row, column] of assignBest(gains).entries()) {
    if (column == null) continue;
    const [name, id] = [speakers[row]!, characters[column]!];
    const own = gains[row]![column]!;
    const strangers = speakers.filter((speaker) => characterOf(speaker) !== characterOf(name));
    const others = strangers.map((speaker) => linesOf(speaker, id));
    const rivals = [...others, ...gains[row]!.toSpliced(column, 1)];
    const nameProbability = own / (own + others.reduce((sum, lines) => sum + lines, 0) + PRIOR);
    const clear = rivals.every((rival) => own >= limits.minMargin * rival);
    if (!clear || own < limits.minLines || nameProbability < limits.minProbability) continue;
    matches.push({ id, name, nameProbability });
  }
  const doubts = new Map(characters.map((id) => [id, 1]));
  for (const { id, nameProbability } of matches) doubts.set(id, 1 - nameProbability);
  const names = new Map<string, { name: string; nameProbability: number; lines: number[] }>();
  for (const { id, name, nameProbability } of matches) {
    const spoken = heard.filter(({ speaker }) => speaker === name);
    const ownership = soleOwnership(spoken, id, doubts);
    if (ownership < limits.minOwnership) continue;
    const lines = spoken.filter(({ seen }) => seen.has(id)).map(({ line }) => line);
    names.set(id, { name, nameProbability: Math.min(nameProbability, ownership), lines });
  }
  return input.entities.map((entity): Entity => {
    const found = names.get(entity.id);
    if (found == null) return entity;
    const { name, nameProbability, lines } = found;
    return { ...entity, name, nameProbability, evidence: { ...entity.evidence, lines } };
  });
}

/** The timed lines in their order, each with the characters who are seen while it is spoken. */
function heardOver({ entities, instances, keyframes, shots, lines }: NameInput): Heard[] {
  const known = new Set(entities.filter(({ kind }) => kind === 'character').map(({ id }) => id));
  const shown = charactersByShot(instances, { keyframes, known });
  const ordered = shots.toSorted((a, b) => a.startMs - b.startMs);
  return lines
    .toSorted((a, b) => a.line - b.line)
    .flatMap(({ line, speaker, startMs, endMs, confidence }): Heard[] => {
      if (startMs == null || endMs == null || endMs <= startMs) return [];
      const seen = new Map<string, number>();
      for (const shot of ordered) {
        const during = Math.min(endMs, shot.endMs) - Math.max(startMs, shot.startMs);
        if (during <= 0) continue;
        for (const [id, share] of shown.get(shot.index) ?? []) {
          seen.set(id, (seen.get(id) ?? 0) + (share * during) / (endMs - startMs));
        }
      }
      return [{ line, speaker, confidence, seen }];
    });
}

/** Shot → character → mean over the shot's keyframes of his share of the faces' areas. */
function charactersByShot(
  instances: NameInput['instances'],
  { keyframes, known }: { keyframes: NameInput['keyframes']; known: ReadonlySet<string> },
): Map<number, Map<string, number>> {
  const inKeyframe = new Map<number, Map<string, number>>();
  for (const { keyframe, entity, box, face } of instances) {
    if (entity == null || !known.has(entity)) continue;
    const width = face == null ? FACE_SHARE * (box[2] - box[0]) : face.box[2] - face.box[0];
    const weight = width ** 2 * (face == null ? FACELESS : 1);
    const characters = inKeyframe.get(keyframe) ?? new Map<string, number>();
    inKeyframe.set(keyframe, characters.set(entity, weight));
  }
  const framesOf = new Map<number, number>();
  for (const { shot } of keyframes) framesOf.set(shot, (framesOf.get(shot) ?? 0) + 1);
  const shares = new Map<number, Map<string, number>>();
  for (const { index, shot } of keyframes) {
    const characters = inKeyframe.get(index) ?? new Map<string, number>();
    const all = [...characters.values()].reduce((sum, weight) => sum + weight, 0);
    const ofShot = shares.get(shot) ?? new Map<string, number>();
    for (const [id, weight] of [...characters].sort(([one], [two]) => (one < two ? -1 : 1))) {
      ofShot.set(id, (ofShot.get(id) ?? 0) + weight / all / framesOf.get(shot)!);
    }
    shares.set(shot, ofShot);
  }
  return shares;
}
