import { LOOK_LENGTH } from '../../core/keyframe/look.ts';
import type { Shot } from '../../core/schema/media.ts';
import type { Cue } from '../../core/schema/text.ts';
import type { AssembleInput } from '../../core/story/assemble.ts';
import { seeded } from './random.ts';
import { cueRow, filmRows, SHOT_MS } from './story-rows.ts';

/** A film of known scenes, as rows. */
export interface SceneFilm {
  rows: AssembleInput;
  /** Shots with which a scene begins, but for the first. */
  changes: number[];
}

/**
 * A film by lot, of ten scenes with 4 to 14 shots of one keyframe each. A scene has colours of its own, which every
 * shot shows in other shares, and a quarter of every picture is the same; one shot in ten is an insert of other
 * colours. Words run on within scenes and pause for some seconds between them; one change in ten is a fade.
 */
export function sceneFilm(seed: number): SceneFilm {
  const random = seeded(seed * 919 + 17);
  const scenes: number[] = [];
  for (let scene = 0; scene < 10; scene++) {
    for (let shots = 4 + Math.floor(random() * 11); shots > 0; shots--) scenes.push(scene);
  }
  const palettes = Array.from({ length: 10 }, () => palette(random));
  const changes = scenes.flatMap((scene, at) => (at > 0 && scenes[at - 1] !== scene ? [at] : []));
  const rows = filmRows(
    'film',
    scenes.map(() => 1),
  );
  const shots = rows.shots.map((row, at): Shot => {
    return changes.includes(at) && random() < 0.1 ? { ...row, transition: 'fade' } : row;
  });
  const looks = new Map(
    scenes.map((scene, at) => {
      const isInsert = random() < 0.1 && !changes.includes(at) && !changes.includes(at + 1);
      return [at, lookOf(isInsert ? palette(random) : palettes[scene]!, random)];
    }),
  );
  const cues: Cue[] = [];
  for (let timeMs = 0; timeMs < scenes.length * SHOT_MS;) {
    const scene = scenes[Math.floor(timeMs / SHOT_MS)];
    const endMs = timeMs + 1000 + Math.floor(random() * 2000);
    if (scenes[Math.floor(endMs / SHOT_MS)] === scene) {
      cues.push({ ...cueRow('film', cues.length, { startMs: timeMs, text: 'Words.' }), endMs });
      timeMs = endMs + Math.floor(random() ** 3 * 6000);
    } else {
      timeMs = endMs + 2000 + Math.floor(random() * 6000);
    }
  }
  return { rows: { ...rows, shots, looks, cues }, changes };
}

function palette(random: () => number): number[] {
  return Array.from({ length: 8 }, () => Math.floor(random() * LOOK_LENGTH));
}

/** The colours of a palette in shares by lot. */
function lookOf(colours: readonly number[], random: () => number): Uint8Array {
  const shares = colours.map(() => random() ** 2);
  const sum = shares.reduce((total, share) => total + share, 0);
  const look = new Uint8Array(LOOK_LENGTH);
  for (const [at, colour] of colours.entries()) look[colour]! += Math.round((200 * shares[at]!) / sum);
  // What all pictures share: bars, skin, night.
  look[0]! += 55;
  return look;
}
