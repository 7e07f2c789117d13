import type { Story, StoryDialogue, StoryScript } from '../schema/story.ts';
import type { Element } from '../schema/text.ts';
import { type Beat, beatsOf } from './beats.ts';
import { type Cast, castOf, type FilmSights, sameName, type Sighting } from './cast.ts';
import { printThought } from './cot.ts';
import { namesVisible } from './phrases.ts';
import { headingOf, type PlacedElement } from './scenes.ts';
import type { Speech } from './speech.ts';
import { captionSupports } from './support.ts';
import { printStory } from './tags.ts';
import { tellFromSources } from './tell.ts';
import { thinkFromSources } from './think.ts';
import type { Unit } from './units.ts';

/** A film's words, or those of a span. */
export interface FilmText {
  /** The whole screenplay: the heading in force may lie before the span. */
  elements: readonly Element[];
  placed: readonly PlacedElement[];
  speeches: readonly Speech[];
}

/** Makes the row of one run of shots, without what names it and where it came from. */
export function composeStory(
  units: readonly Unit[],
  from: { text: FilmText; seen: FilmSights },
): Omit<Story, 'id' | 'film' | 'split' | 'provenance'> {
  const frames = units.flatMap((unit) => unit.frames);
  const cast = castOf(frames, from.seen);
  const described = frames.map(({ index }) => from.seen.descriptions.get(index) ?? null);
  const placed = withHeading(from.text, frames[0]!.timeMs);
  const { speeches } = from.text;
  const beats = beatsOf(units, placed, speeches);
  const { text, sentences } = tellFromSources(cast, beats);
  const headings = headingsOf(beats, frames.length);
  const landmarks = described.map((frame) => frame?.landmark ?? null);
  const thought = thinkFromSources(cast, beats, { headings, landmarks, sentences });
  const shownAt = ({ index }: Element): Shown => {
    const told = beats.filter((beat) => beat.kind === 'script' && beat.placed.element.index === index);
    return {
      caption: told.map(({ frame }) => described[frame]?.caption ?? '').join(' '),
      sightings: told.flatMap(({ frame }) => cast.sightings.slice(Math.max(0, frame - NEAR), frame + NEAR + 1).flat()),
    };
  };
  const isScripted = placed.length > 0 || speeches.some(({ element }) => element !== null);
  return {
    frames: frames.map(({ shot, index, frame, timeMs, width, height, image }) => {
      return { shot, index, frame, timeMs, width, height, image };
    }),
    entities: cast.entities,
    instances: cast.instances,
    dialogue: speeches.map((speech) => dialogueOf(speech, cast)),
    script: placed.map(({ element }) => scriptOf(element, shownAt(element))),
    chainOfThought: printThought(thought),
    story: printStory(text),
    textSource: isScripted ? 'screenplay' : speeches.length > 0 ? 'subtitles' : 'visual',
    sentences,
  };
}

/** Puts the heading in force at the start in front, unless the span begins with a heading of its own. */
function withHeading(text: FilmText, startMs: number): PlacedElement[] {
  const placed = [...text.placed];
  const spoken = text.speeches.find(({ element }) => element !== null);
  const opening = placed[0];
  const isSpokenFirst = spoken !== undefined && (opening === undefined || spoken.startMs < opening.timeMs);
  const first = isSpokenFirst ? spoken.element : opening?.element.index;
  if (first == null) return placed;
  const heading = headingOf(text.elements, first);
  if (heading === null || placed.some(({ element }) => element.index === heading.index)) return placed;
  return [
    { element: heading, timeMs: Math.min(startMs, opening?.timeMs ?? startMs, text.speeches[0]?.startMs ?? startMs) },
    ...placed,
  ];
}

/** Per frame the heading in force: the last one told at or before it. */
function headingsOf(beats: readonly Beat[], frames: number): (string | null)[] {
  let current: string | null = null;
  return Array.from({ length: frames }, (_, frame) => {
    for (const beat of beats) {
      if (beat.frame !== frame || beat.kind !== 'script' || beat.placed.element.kind !== 'scene_heading') continue;
      current = beat.placed.element.text;
    }
    return current;
  });
}

function dialogueOf(speech: Speech, cast: Cast): StoryDialogue {
  const { speaker, face, text, startMs, endMs, cues, confidence } = speech;
  const entity = cast.entities.find(({ kind, name }) => kind === 'character' && sameName(name, face))?.id ?? null;
  return { speaker, entity, text, startMs, endMs, cues, confidence };
}

/** What is seen where an element is told. */
interface Shown {
  caption: string;
  sightings: readonly Sighting[];
}

/** Frames to either side of an action's that may support it: its time lies between those of lines. */
const NEAR = 1;

/** An action is supported when it names a character whom the annotator saw near it, or by what its frame shows. */
function scriptOf(element: Element, { caption, sightings }: Shown): StoryScript {
  const { kind, text, index } = element;
  const seen = new Map(sightings.map((sighting) => [sighting.entity.id, sighting]));
  const isSeen = namesVisible(text, [...seen.values()]) || captionSupports(text, caption);
  return { kind, text, element: index, verified: kind === 'action' && isSeen };
}
