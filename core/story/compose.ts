import type { Story, StoryDialogue, StoryScript } from '../schema/story.ts';
import type { Element } from '../schema/text.ts';
import { type Beat, beatsOf } from './beats.ts';
import { type Cast, castOf, type FilmSights, sameName } from './cast.ts';
import { printThought } from './cot.ts';
import type { Group } from './group.ts';
import { namesVisible } from './phrases.ts';
import { headingOf, type PlacedElement } from './scenes.ts';
import type { Speech } from './speech.ts';
import { captionSupports } from './support.ts';
import { printStory } from './tags.ts';
import { tellFromSources } from './tell.ts';
import { thinkFromSources } from './think.ts';

/** A film's words, or those of a span. */
export interface FilmText {
  /** The whole screenplay: the heading in force may lie before the span. */
  elements: readonly Element[];
  placed: readonly PlacedElement[];
  speeches: readonly Speech[];
}

/** Makes the row of one group of shots, without what names it and where it came from. */
export function composeStory(
  group: Group,
  from: { text: FilmText; seen: FilmSights },
): Omit<Story, 'id' | 'film' | 'split' | 'provenance'> {
  const frames = group.units.flatMap((unit) => unit.frames);
  const cast = castOf(frames, from.seen);
  const described = frames.map(({ index }) => from.seen.descriptions.get(index) ?? null);
  const placed = withHeading(from.text, frames[0]!.timeMs);
  const { speeches } = from.text;
  const beats = beatsOf(group.units, placed, speeches);
  const { text, sentences } = tellFromSources(cast, beats);
  const headings = headingsOf(beats, frames.length);
  const landmarks = described.map((frame) => frame?.landmark ?? null);
  const thought = thinkFromSources(cast, beats, { headings, landmarks, sentences });
  const captionsAt = ({ index }: Element): string => {
    const told = beats.filter((beat) => beat.kind === 'script' && beat.placed.element.index === index);
    return told.map(({ frame }) => described[frame]?.caption ?? '').join(' ');
  };
  const isScripted = placed.length > 0 || speeches.some(({ element }) => element !== null);
  return {
    frames: frames.map(({ shot, index, frame, timeMs, width, height, image }) => {
      return { shot, index, frame, timeMs, width, height, image };
    }),
    entities: cast.entities,
    instances: cast.instances,
    dialogue: speeches.map((speech) => dialogueOf(speech, cast)),
    script: placed.map(({ element }) => scriptOf(element, cast, captionsAt(element))),
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

/** An action is supported when it names a character whom the annotator saw in the story, or by what its frame shows. */
function scriptOf(element: Element, cast: Cast, caption: string): StoryScript {
  const { kind, text, index } = element;
  const seen = new Map(cast.sightings.flat().map((sighting) => [sighting.entity.id, sighting]));
  const isSeen = namesVisible(text, [...seen.values()]) || captionSupports(text, caption);
  return { kind, text, element: index, verified: kind === 'action' && isSeen };
}
