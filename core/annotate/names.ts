import type { Entity, Instance, Keyframe, Shot } from '../schema/media.ts';
import type { Line } from '../schema/text.ts';
import { assignBest } from './assignment.ts';

/** When a name is put on a character. */
export interface NameThresholds {
  /** Screenplay lines that must speak for the name. Default 2. */
  minLines: number;
  /** Lowest probability of the name given everything said in the character's shots. Default 0.5. */
  minProbability: number;
  /** How far the votes must exceed those of the next name, and those of the next character. Default 1.25. */
  minMargin: number;
}

export const NAME_THRESHOLDS: NameThresholds = { minLines: 2, minProbability: 0.5, minMargin: 1.25 };

/** Votes against every name, so that one lucky line makes no certainty (additive smoothing). */
const PRIOR = 0.5;

export interface NameInput {
  entities: readonly Entity[];
  instances: readonly Pick<Instance, 'keyframe' | 'entity'>[];
  keyframes: readonly Pick<Keyframe, 'index' | 'shot'>[];
  shots: readonly Pick<Shot, 'index' | 'startMs' | 'endMs'>[];
  lines: readonly Pick<Line, 'line' | 'speaker' | 'startMs' | 'endMs' | 'confidence'>[];
}

/** Votes of one speaker for one character. */
interface Tally {
  votes: number;
  lines: number[];
}

/**
 * Puts screenplay names on characters. A timed line has one vote, scaled by its confidence, which it shares among the
 * shots it is spoken over by the time in each, and in a shot among the characters that its keyframes show, by 1/n² of
 * their number: a face alone in the picture counts most, because the camera as often shows the listener. Names and
 * characters are then matched one to one so that the votes are most (optimal assignment), and a match stands only with
 * enough lines, probability and margin; all other characters keep no name. Returns the entities in their order.
 */
export function nameEntities(input: NameInput, thresholds: Partial<NameThresholds> = {}): Entity[] {
  const limits = { ...NAME_THRESHOLDS, ...thresholds };
  const tallies = tallyVotes(input);
  const characters = [...tallies.keys()].filter((id) => tallies.get(id)!.size > 0);
  const speakers = [...new Set(characters.flatMap((id) => [...tallies.get(id)!.keys()]))].sort();
  const votesFor = (speaker: string, id: string): number => tallies.get(id)!.get(speaker)?.votes ?? 0;
  // Speakers are the rows: they are few, while doubt may have split the cast into many characters.
  const votes = speakers.map((speaker) => characters.map((id) => votesFor(speaker, id)));
  const names = new Map<string, { name: string; nameProbability: number; lines: number[] }>();
  for (const [row, column] of assignBest(votes).entries()) {
    if (column == null) continue;
    const [name, id] = [speakers[row]!, characters[column]!];
    const own = votes[row]![column]!;
    const heard = speakers.map((speaker) => votesFor(speaker, id));
    const rivals = [...heard.toSpliced(row, 1), ...votes[row]!.toSpliced(column, 1)];
    const nameProbability = own / (heard.reduce((sum, vote) => sum + vote, 0) + PRIOR);
    const { lines } = tallies.get(id)!.get(name)!;
    const clear = rivals.every((rival) => own >= limits.minMargin * rival);
    if (!clear || lines.length < limits.minLines || nameProbability < limits.minProbability) continue;
    names.set(id, { name, nameProbability, lines });
  }
  return input.entities.map((entity): Entity => {
    const found = names.get(entity.id);
    if (found == null) return entity;
    const { name, nameProbability, lines } = found;
    return { ...entity, name, nameProbability, evidence: { ...entity.evidence, lines } };
  });
}

/** Character id → speaker → votes, in the order of the entities. */
function tallyVotes({ entities, instances, keyframes, shots, lines }: NameInput): Map<string, Map<string, Tally>> {
  const tallies = new Map<string, Map<string, Tally>>();
  for (const { id, kind } of entities) if (kind === 'character') tallies.set(id, new Map());
  const shown = charactersByShot(instances, { keyframes, known: tallies });
  const ordered = shots.toSorted((a, b) => a.startMs - b.startMs);
  for (const { line, speaker, startMs, endMs, confidence } of lines.toSorted((a, b) => a.line - b.line)) {
    if (startMs == null || endMs == null || endMs <= startMs) continue;
    for (const shot of ordered) {
      const during = Math.min(endMs, shot.endMs) - Math.max(startMs, shot.startMs);
      if (during <= 0) continue;
      for (const [id, share] of shown.get(shot.index) ?? []) {
        const bySpeaker = tallies.get(id)!;
        const tally = bySpeaker.get(speaker) ?? { votes: 0, lines: [] };
        tally.votes += (confidence * share * during) / (endMs - startMs);
        if (tally.lines.at(-1) !== line) tally.lines.push(line);
        bySpeaker.set(speaker, tally);
      }
    }
  }
  return tallies;
}

/** Shot → character → mean over the shot's keyframes of 1/n², n being the characters in the picture. */
function charactersByShot(
  instances: NameInput['instances'],
  { keyframes, known }: { keyframes: NameInput['keyframes']; known: ReadonlyMap<string, unknown> },
): Map<number, Map<string, number>> {
  const inKeyframe = new Map<number, Set<string>>();
  for (const { keyframe, entity } of instances) {
    if (entity == null || !known.has(entity)) continue;
    const characters = inKeyframe.get(keyframe) ?? new Set();
    inKeyframe.set(keyframe, characters.add(entity));
  }
  const framesOf = new Map<number, number>();
  for (const { shot } of keyframes) framesOf.set(shot, (framesOf.get(shot) ?? 0) + 1);
  const shares = new Map<number, Map<string, number>>();
  for (const { index, shot } of keyframes) {
    const characters = [...(inKeyframe.get(index) ?? [])].sort();
    const ofShot = shares.get(shot) ?? new Map<string, number>();
    for (const id of characters) {
      ofShot.set(id, (ofShot.get(id) ?? 0) + 1 / characters.length ** 2 / framesOf.get(shot)!);
    }
    shares.set(shot, ofShot);
  }
  return shares;
}
