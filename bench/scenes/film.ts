import { createPicture } from '../../demo/camera.ts';
import { lookOf } from '../../core/keyframe/look.ts';
import { thumbnailOf } from '../../core/keyframe/picture.ts';
import { drawActors } from '../shots/actors.ts';
import { Caster } from '../shots/casting.ts';
import type { Tone, View, WorldSpec } from '../shots/composition.ts';
import { develop, takePicture, toneTable } from '../shots/lens.ts';
import type { WorldMaker } from '../shots/worlds.ts';

/** Sizes of the pictures that are drawn: what thumbnails are made of. */
const SIZE = { width: 320, height: 180 };

/** A shot of a made film, as its looks and its length say. */
export interface MadeShot {
  scene: number;
  startMs: number;
  endMs: number;
  /** How the shot begins. */
  transition: 'start' | 'cut' | 'fade' | 'dissolve';
  look: Uint8Array;
}

/** Something that is said in a made film. */
export interface MadeSpeech {
  scene: number;
  startMs: number;
  endMs: number;
}

/** A film whose scenes are known. */
export interface MadeFilm {
  shots: MadeShot[];
  speeches: MadeSpeech[];
  /** Whether each scene goes on in the place of the scene before it. */
  isSamePlace: boolean[];
}

/**
 * Silences in seconds between two lines that follow each other in a screenplay, within a scene and across a heading: tenths
 * of the distribution over three feature films (698 pairs, of them 37 across a heading).
 */
const WITHIN_S = [0, 0, 0, 0.1, 0.3, 0.5, 0.9, 1.5, 2.4, 5, 30];
const ACROSS_S = [0, 0.2, 0.9, 2.5, 4.5, 7, 10, 13, 17, 24, 60];

/**
 * A film by lot: 14 scenes of 4 to 16 shots, each in one place and light, seen from two or three sides in turn, with
 * inserts of other things; one scene in six goes on where the last one was, in other light; one in eight has no words.
 */
export async function makeSceneFilm(seed: number, maker: WorldMaker): Promise<MadeFilm> {
  const caster = new Caster(seed * 7717 + 31, SIZE.height / SIZE.width);
  const film: MadeFilm = { shots: [], speeches: [], isSamePlace: [] };
  let world: WorldSpec = caster.world();
  let nowMs = 0;
  for (let scene = 0; scene < 14; scene++) {
    const isSamePlace = scene > 0 && caster.between(0, 1) < 1 / 6;
    if (!isSamePlace) world = caster.world();
    film.isSamePlace.push(isSamePlace);
    const tone = caster.tone(caster.oneOf(['usual', 'usual', 'usual', 'dark', 'grey']));
    const views = Array.from({ length: caster.count(2, 3) }, () => caster.view(caster.between(0.25, 0.5)));
    const count = caster.count(4, 16);
    const startMs = nowMs;
    for (let at = 0; at < count; at++) {
      const lengthMs = Math.round(caster.between(1500, 7000));
      const isInsert = at > 0 && at < count - 1 && caster.between(0, 1) < 0.12;
      const insert: Side = { world: caster.world(), tone: caster.tone(), view: caster.view(0.4) };
      const wide: Side = { world, tone, view: caster.view(0.8) };
      const set: Side = { world, tone, view: views[at % views.length]! };
      const side = isInsert ? insert : at === 0 && caster.between(0, 1) < 0.5 ? wide : set;
      const fades = caster.between(0, 1);
      const begin = at > 0 || scene === 0 ? 'cut' : fades < 0.08 ? 'fade' : fades < 0.15 ? 'dissolve' : 'cut';
      const transition = film.shots.length === 0 ? 'start' : begin;
      const look = await lookAt(side, caster, maker);
      film.shots.push({ scene, startMs: nowMs, endMs: nowMs + lengthMs, transition, look });
      nowMs += lengthMs;
    }
    speak(film.speeches, { scene, startMs, endMs: nowMs }, caster);
  }
  return film;
}

interface Side {
  world: WorldSpec;
  tone: Tone;
  view: View;
}

async function lookAt({ world, tone, view }: Side, caster: Caster, maker: WorldMaker): Promise<Uint8Array> {
  const picture = createPicture(SIZE.width, SIZE.height);
  const spare = createPicture(SIZE.width, SIZE.height);
  const drawn = await maker.make(world);
  takePicture(drawn, caster.handheld(caster.still(view)), { at: 0, length: 1, picture, spare });
  drawActors(picture, caster.between(0, 1) < 0.6 ? [caster.figure(-60, 60)] : [], 0);
  develop(picture, toneTable({ ...tone, gain: tone.gain * caster.between(0.93, 1.07) }));
  return lookOf(thumbnailOf({ ...SIZE, luma: picture.luma, cb: picture.blue, cr: picture.red }));
}

/** Words through a scene; the silence to the next scene's is drawn half at each end. */
function speak(speeches: MadeSpeech[], span: MadeSpeech, caster: Caster): void {
  if (caster.between(0, 1) < 1 / 8) return;
  let nowMs = span.startMs + silence(ACROSS_S, caster) / 2;
  const untilMs = span.endMs - silence(ACROSS_S, caster) / 2;
  while (nowMs < untilMs) {
    const endMs = Math.min(span.endMs, nowMs + caster.between(900, 3500));
    if (endMs - nowMs < 500) break;
    speeches.push({ scene: span.scene, startMs: Math.round(nowMs), endMs: Math.round(endMs) });
    nowMs = endMs + silence(WITHIN_S, caster);
  }
}

function silence(tenths: readonly number[], caster: Caster): number {
  const place = caster.between(0, tenths.length - 1);
  const at = Math.min(tenths.length - 2, Math.floor(place));
  return 1000 * (tenths[at]! + (place - at) * (tenths[at + 1]! - tenths[at]!));
}
