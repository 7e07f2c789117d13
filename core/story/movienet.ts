import { parseHeading } from '../script/heading.ts';
import type { Entity, Instance, Keyframe, Shot } from '../schema/media.ts';
import type { Story } from '../schema/story.ts';
import type { Element, Line } from '../schema/text.ts';
import { frameTexts } from './frame-texts.ts';

/** Rows of a film that MovieNet's annotations tell of. */
export interface MovienetRows {
  shots: readonly Shot[];
  keyframes: readonly Keyframe[];
  instances: readonly Instance[];
  entities: readonly Entity[];
  elements: readonly Element[];
  lines: readonly Line[];
  stories: readonly Story[];
}

/** A keyframe as MovieNet names it: the how manieth of which shot. */
export interface MovienetPlace {
  shot: number;
  image: number;
}

/** Name of a keyframe's picture, without folder and ending. */
export function keyframeName({ shot, image }: MovienetPlace): string {
  return `shot_${String(shot).padStart(4, '0')}_img_${image}`;
}

/** Where each keyframe stands, by its index: in its shot by time. */
export function placesOf(keyframes: readonly Keyframe[]): Map<number, MovienetPlace> {
  const counts = new Map<number, number>();
  const inTime = keyframes.toSorted((a, b) => a.timeMs - b.timeMs || a.index - b.index);
  return new Map(
    inTime.map(({ index, shot }) => {
      const image = counts.get(shot) ?? 0;
      counts.set(shot, image + 1);
      return [index, { shot, image }];
    }),
  );
}

/** The shot list: a line a shot with first frame, last frame and the frames of its keyframes. */
export function movienetShots({ shots, keyframes }: MovienetRows): string {
  const lines = shots.map(({ index, startFrame, endFrame }) => {
    const own = keyframes.filter(({ shot }) => shot === index).map(({ frame }) => frame);
    return [startFrame, endFrame - 1, ...own.sort((a, b) => a - b)].join(' ');
  });
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/**
 * The annotation document. `cast` has every box of a character, `pid` its entity; `scene` the scenes of the screenplay
 * whose lines were found; `story` the stories. What nobody measured (actions, camera) is null or empty.
 */
export function movienetAnnotation(rows: MovienetRows): object {
  return { cast: castOf(rows), scene: scenesOf(rows), story: storiesOf(rows), cinematic_style: [] };
}

function castOf({ keyframes, instances, entities }: MovienetRows): object[] {
  const places = placesOf(keyframes);
  const known = new Map(entities.map((entity) => [entity.id, entity]));
  return instances.flatMap(({ keyframe, index, box, width, height, score, entity }) => {
    const place = places.get(keyframe);
    const own = known.get(entity ?? '');
    if (place === undefined || own?.kind !== 'character') return [];
    return [
      {
        id: `${keyframe}_${index}`,
        shot_idx: place.shot,
        img_idx: place.image,
        resolution: [width, height],
        body: { bbox: box },
        pid: own.id,
        name: own.name,
        score,
      },
    ];
  });
}

/** From the shot of a scene's first line in time to that of its last. */
function scenesOf({ shots, elements, lines }: MovienetRows): object[] {
  const scenes = new Map(elements.map(({ index, scene }) => [index, scene]));
  const spans = new Map<number, { from: number; to: number }>();
  for (const { element, startMs, endMs } of lines) {
    const scene = scenes.get(element) ?? null;
    if (scene === null || startMs === null || endMs === null) continue;
    const span = spans.get(scene);
    const [from, to] = [Math.min(span?.from ?? startMs, startMs), Math.max(span?.to ?? endMs, endMs)];
    spans.set(scene, { from, to });
  }
  return [...spans]
    .sort(([, a], [, b]) => a.from - b.from || a.to - b.to)
    .flatMap(([scene, { from, to }], index) => {
      const [first, last] = [shotAt(shots, from), shotAt(shots, to - 1)];
      if (first === null || last === null) return [];
      const heading = elements.find((element) => element.kind === 'scene_heading' && element.scene === scene);
      return [{ id: `scene_${index}`, ...spanOf(first, last), place_tag: placeOf(heading), action_tag: null }];
    });
}

function storiesOf({ shots, stories }: MovienetRows): object[] {
  return stories.flatMap((story) => {
    const own = shots.filter(({ index }) => story.frames.some(({ shot }) => shot === index));
    const [first, last] = [own[0], own.at(-1)];
    if (first === undefined || last === undefined) return [];
    const said = story.dialogue.map(({ text, startMs, endMs, speaker }) => ({
      shot: shotAt(shots, startMs)?.index ?? null,
      duration: [seconds(startMs), seconds(endMs)],
      sentences: [text],
      speaker,
    }));
    return [
      {
        id: story.id,
        ...spanOf(first, last),
        duration: [seconds(first.startMs), seconds(last.endMs)],
        description: frameTexts(story)
          .filter((text) => text !== '')
          .join(' '),
        subtitle: said,
      },
    ];
  });
}

/** First and last shot and frame, both inclusive. */
function spanOf(first: Shot, last: Shot): { shot: [number, number]; frame: [number, number] } {
  return { shot: [first.index, last.index], frame: [first.startFrame, last.endFrame - 1] };
}

function shotAt(shots: readonly Shot[], timeMs: number): Shot | null {
  return shots.find(({ startMs, endMs }) => timeMs >= startMs && timeMs < endMs) ?? null;
}

function placeOf(heading: Element | undefined): string | null {
  if (heading === undefined) return null;
  const { place, subPlace } = parseHeading(heading.text);
  return [place, subPlace].filter((part) => part !== null).join(' - ') || null;
}

function seconds(timeMs: number): number {
  return timeMs / 1000;
}
