import type { Entity } from '../schema/media.ts';
import type { Story } from '../schema/story.ts';
import type { Track } from '../schema/track.ts';

/** What a track is asked for by, and where the words come from. */
export interface TrackQuery {
  track: Track;
  caption: string;
  question: string;
  provenance: {
    /** `sentence` of a story about this character in this shot, its `name`, or only the detector's `label` and its side. */
    source: 'sentence' | 'name' | 'label';
    /** Where a sentence's words come from; a screenplay says what was planned. */
    textSource: Story['textSource'] | null;
    /** Screenplay elements behind the sentence, and whether something seen supports them all. */
    elements: number[];
    verified: boolean;
  };
}

/** A track for which no words single it out. */
export interface UnaskedTrack {
  track: Track;
  reason: 'ambiguous-query';
}

export interface TrackQueryInput {
  /** All tracks of the clip, the asked one among them. */
  clip: readonly Track[];
  entities: readonly Pick<Entity, 'id' | 'name'>[];
  stories: readonly Pick<Story, 'frames' | 'sentences' | 'script' | 'textSource'>[];
}

/**
 * Words that mean one track of a clip and no other: a sentence that a story has on its character in its shot, else its
 * name, else its label, with the side if there are others of that label. Words that fit several tracks are none.
 */
export function askForTrack(track: Track, input: TrackQueryInput): TrackQuery | UnaskedTrack {
  const names = new Map(input.entities.map(({ id, name }) => [id, name]));
  const name = track.entity == null ? null : (names.get(track.entity) ?? null);
  const others = input.clip.filter(({ id }) => id !== track.id);
  const isAlone = others.every(({ entity }) => entity !== track.entity);
  if (name != null && isAlone) {
    const sentence = sentenceOn(track, name, input.stories);
    const plain = { source: 'name' as const, textSource: null, elements: [], verified: true };
    const [caption, provenance] = sentence ?? [name, plain];
    return { track, caption, question: `Where is ${name}?`, provenance };
  }
  const alike = others.filter(({ label }) => label === track.label);
  const side = sideOf(track, alike);
  if (side == null) return { track, reason: 'ambiguous-query' };
  const caption = `the ${side === '' ? '' : `${side} `}${track.label}`;
  const provenance = { source: 'label' as const, textSource: null, elements: [], verified: true };
  return { track, caption, question: `Where is ${caption}?`, provenance };
}

/** The first sentence, not spoken, that names the character and stands with a frame of the track's shot. */
function sentenceOn(
  { shot }: Track,
  name: string,
  stories: TrackQueryInput['stories'],
): [string, TrackQuery['provenance']] | null {
  for (const { frames, sentences, script, textSource } of stories) {
    for (const { text, elements, cues, frames: at } of sentences) {
      const isHere = at.some((frame) => frames[frame]?.shot === shot);
      if (!isHere || cues.length > 0 || !text.toLowerCase().includes(name.toLowerCase())) continue;
      const isSeen = (element: number): boolean => script.some((one) => one.element === element && one.verified);
      return [text, { source: 'sentence', textSource, elements, verified: elements.every(isSeen) }];
    }
  }
  return null;
}

/** Nothing where the label suffices, the side where the track is the outermost throughout, null where neither tells. */
function sideOf(track: Track, alike: readonly Track[]): string | null {
  if (alike.length === 0) return '';
  if (alike.some(({ shot }) => shot !== track.shot)) return null;
  const [least, most] = spanOf(track);
  const spans = alike.map(spanOf);
  if (spans.every(([left]) => most < left)) return 'leftmost';
  if (spans.every(([, right]) => least > right)) return 'rightmost';
  return null;
}

/** How far left and right the middle of a track comes. */
function spanOf({ boxes }: Track): [number, number] {
  const middles = boxes.map(({ box }) => (box[0] + box[2]) / 2);
  return [Math.min(...middles), Math.max(...middles)];
}
