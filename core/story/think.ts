import type { StorySentence } from '../schema/story.ts';
import type { Beat } from './beats.ts';
import { type Cast, sameName, type Sighting } from './cast.ts';
import {
  type ChainOfThought,
  type CharacterRow,
  type FrameThought,
  type ObjectRow,
  PHASES,
  type PhaseRow,
  type SettingRow,
} from './cot.ts';
import { displayName, namesVisible, oneLine, readHeading } from './phrases.ts';

/** What stands in a cell when no source says it. */
const UNKNOWN = 'Not stated';

/**
 * The chain-of-thought tables of a story, from what was seen, said and written only: a cell that no source fills says
 * so. The five phases are equal parts of the frames in order, since no source tells where the plot turns.
 */
export function thinkFromSources(
  cast: Cast,
  beats: readonly Beat[],
  story: {
    /** Per frame the heading in force, and the name of the place that is seen. */
    headings: readonly (string | null)[];
    landmarks: readonly (string | null)[];
    sentences: readonly StorySentence[];
  },
): ChainOfThought {
  const appearances = new Map<string, number>();
  for (const { entity } of cast.sightings.flat()) appearances.set(entity.id, (appearances.get(entity.id) ?? 0) + 1);
  const frames = cast.sightings.map((visible, frame): FrameThought => {
    const here = beats.filter((beat) => beat.frame === frame);
    const rows = visible.map((sighting) => ({
      sighting,
      seenIn: seenIn(appearances.get(sighting.entity.id) ?? 0, cast),
    }));
    return {
      image: frame + 1,
      characters: rows.filter(isCharacter).map(({ sighting, seenIn }) => characterRow(sighting, here, seenIn)),
      objects: rows.filter((row) => !isCharacter(row)).map(({ sighting, seenIn }) => objectRow(sighting, seenIn)),
      setting: settingRows(story.headings[frame] ?? null, { visible, landmark: story.landmarks[frame] ?? null }),
    };
  });
  return { frames, narrative: phaseRows(cast.sightings.length, story.sentences) };
}

function isCharacter({ sighting }: { sighting: Sighting }): boolean {
  return sighting.entity.kind === 'character';
}

function seenIn(frames: number, cast: Cast): string {
  return `Seen in ${frames} of ${cast.sightings.length} images`;
}

function characterRow(sighting: Sighting, beats: readonly Beat[], function_: string): CharacterRow {
  const { entity, instance, attributes, box } = sighting;
  const says = beats.some((beat) => beat.kind === 'speech' && sameName(beat.speech.face, entity.name));
  const acts = beats.flatMap((beat) =>
    beat.kind === 'script' && beat.placed.element.kind === 'action' && entity.name !== null
      ? namesOnly(beat.placed.element.text, sighting)
      : [],
  );
  const actions = [...(says ? ['Speaks'] : []), ...acts].join('; ');
  return {
    id: entity.id,
    name: entity.name === null ? UNKNOWN : displayName(entity.name),
    description: [`Detected as ${oneLine(entity.label)}`, ...detailsOf(attributes)].join('; '),
    emotions: instance.emotion === null ? UNKNOWN : oneLine(instance.emotion.label),
    actions: actions === '' ? UNKNOWN : actions,
    narrativeFunction: function_,
    box,
  };
}

function namesOnly(action: string, sighting: Sighting): string[] {
  return namesVisible(action, [sighting]) ? [oneLine(action)] : [];
}

function objectRow({ entity, attributes, box }: Sighting, function_: string): ObjectRow {
  const details = [...(entity.name === null ? [] : [oneLine(entity.name)]), ...detailsOf(attributes)];
  // Readers take the words before the colon for the label.
  const description = [oneLine(entity.label), details.join('; ')].filter((part) => part !== '').join(': ');
  return { id: entity.id, description, function: UNKNOWN, interaction: UNKNOWN, narrativeFunction: function_, box };
}

function detailsOf(attributes: string | null): string[] {
  return attributes === null ? [] : [oneLine(attributes)];
}

/** The heading in force and the places in view; at least one row, as readers demand. */
function settingRows(
  heading: string | null,
  { visible, landmark }: { visible: readonly Sighting[]; landmark: string | null },
): SettingRow[] {
  const rows: SettingRow[] = [];
  const time = (heading === null ? null : readHeading(heading).time) ?? UNKNOWN;
  if (heading !== null) {
    const function_ = 'Scene heading of the screenplay';
    rows.push({
      element: 'Location',
      description: oneLine(heading),
      mood: UNKNOWN,
      time,
      narrativeFunction: function_,
    });
  }
  if (landmark !== null) {
    const narrativeFunction = 'Recognised in the picture';
    rows.push({ element: 'Location', description: oneLine(landmark), mood: UNKNOWN, time, narrativeFunction });
  }
  for (const { entity } of visible) {
    if (entity.kind !== 'background' && entity.kind !== 'landmark') continue;
    const element = entity.kind === 'background' ? 'Background' : 'Location';
    const description = oneLine(entity.name ?? entity.label);
    rows.push({ element, description, mood: UNKNOWN, time, narrativeFunction: `In view as ${entity.id}` });
  }
  if (rows.length > 0) return rows;
  return [{ element: 'Location', description: UNKNOWN, mood: UNKNOWN, time, narrativeFunction: UNKNOWN }];
}

function phaseRows(frames: number, sentences: readonly StorySentence[]): PhaseRow[] {
  return PHASES.map((phase, index) => {
    const from = Math.floor((index * frames) / PHASES.length);
    const to = Math.floor(((index + 1) * frames) / PHASES.length);
    const images = Array.from({ length: to - from }, (_, i) => from + i + 1);
    const part = sentences.filter((sentence) => sentence.frames.some((frame) => frame >= from && frame < to));
    const sourced = part.filter((sentence) => sentence.elements.length + sentence.cues.length > 0);
    const events = (sourced.length > 0 ? sourced : part).map((sentence) => sentence.text).join(' ');
    const span = images.length === 1 ? `image ${images[0]}` : `images ${images[0]} to ${images.at(-1)}`;
    const description = images.length === 0 ? UNKNOWN : `Part ${index + 1} of ${PHASES.length}: ${span}`;
    return { phase, description, keyEvents: events === '' ? UNKNOWN : events, images };
  });
}
