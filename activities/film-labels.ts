import { nounsOf } from '../adapters/text/nouns.ts';
import type { Store } from '../adapters/store/store.ts';
import type { Ref } from '../core/contract/refs.ts';
import { description } from '../core/schema/description.ts';
import { keyframe, shot } from '../core/schema/media.ts';
import type { DetectModel } from '../core/schema/models.ts';
import { element } from '../core/schema/text.ts';
import { rowsOf } from './rows.ts';

/** What a detector is told to look for besides its own labels. */
export interface FilmLabels {
  /** Nouns of the film's action lines, for all of its pictures. */
  film: string[];
  /** Nouns of the captions of a shot, for pictures of it; by its index, shots without any left out. */
  shots: Record<number, string[]>;
}

/** What the film's own action lines and captions name, as far as the configuration asks for it. */
export async function filmLabels(store: Store, inputs: Record<string, Ref>, detect: DetectModel): Promise<FilmLabels> {
  const film = detect.scriptNouns === 0 ? [] : await scriptLabels(store, inputs, detect);
  if (detect.captionNouns === 0) return { film, shots: {} };
  const captions = new Map<number, string>();
  for (const { keyframe: index, caption } of await rowsOf(store, inputs['nouns.descriptions'], description)) {
    captions.set(index, caption);
  }
  const said = new Map<number, string[]>();
  for (const { shot: of, index, duplicateOf } of await rowsOf(store, inputs['shots.keyframes'], keyframe)) {
    // What repeats an earlier keyframe shows what that shows, and was not described again.
    const caption = captions.get(duplicateOf ?? index);
    if (caption !== undefined) said.set(of, [...(said.get(of) ?? []), caption]);
  }
  const except = [...detect.labels, ...film];
  const shots = [...said]
    .map(([of, lines]) => [of, nounsOf(lines, { most: detect.captionNouns, except })] as const)
    .filter(([, labels]) => labels.length > 0);
  return { film, shots: Object.fromEntries(shots) };
}

async function scriptLabels(store: Store, inputs: Record<string, Ref>, detect: DetectModel): Promise<string[]> {
  const elements = await rowsOf(store, inputs['script.elements'], element);
  const lines = elements.filter(({ kind }) => kind === 'action').map(({ text }) => text);
  return nounsOf(lines, { most: detect.scriptNouns, except: detect.labels });
}

/** The labels of a picture by the number of its frame. */
export async function labelsByFrame(
  store: Store,
  inputs: Record<string, Ref>,
  { film, shots }: FilmLabels,
): Promise<(frame: number) => string[]> {
  if (Object.keys(shots).length === 0) return () => film;
  const rows = await rowsOf(store, inputs['shots.shots'], shot);
  return (frame) => {
    const within = rows.findLast(({ startFrame }) => startFrame <= frame);
    return [...film, ...(within == null ? [] : (shots[within.index] ?? []))];
  };
}
