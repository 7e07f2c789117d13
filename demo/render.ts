import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createPicture, mix, shoot, windowAt } from './camera.ts';
import { readEdit, timeEdit } from './edit.ts';
import type { Edit, Truth } from './edit.ts';
import { encodeFilm } from './encode.ts';
import { loadPhotograph } from './photograph.ts';
import type { Planes } from './photograph.ts';

export interface RenderOptions {
  width: number;
  height: number;
}

/** A film as it lies in the output folder, with what is true of it. */
export interface RenderedFilm {
  edit: Edit;
  truth: Truth;
  /** File names in the output folder; null when the film has none. */
  video: string;
  subtitles: string | null;
  screenplay: string | null;
}

/** Renders the film of one edit list, with its texts and `<id>.truth.json` beside it. */
export async function renderFilm(folder: string, output: string, options: RenderOptions): Promise<RenderedFilm> {
  const edit = await readEdit(folder);
  const truth = timeEdit(edit);
  await mkdir(output, { recursive: true });
  const video = `${edit.id}.${edit.container}`;
  const subtitles = edit.subtitles == null || edit.embedSubtitles ? null : `${edit.id}.srt`;
  const screenplay = edit.screenplay == null ? null : `${edit.id}.fountain`;
  if (subtitles != null) await copyFile(join(folder, edit.subtitles!), join(output, subtitles));
  if (screenplay != null) await copyFile(join(folder, edit.screenplay!), join(output, screenplay));
  await encodeFilm(await drawFilm(edit, truth, options), join(output, video), {
    fps: edit.fps,
    ...(edit.embedSubtitles && edit.subtitles != null ? { embeddedSubtitles: join(folder, edit.subtitles) } : {}),
  });
  await writeFile(join(output, `${edit.id}.truth.json`), `${JSON.stringify(truth, null, 2)}\n`);
  return { edit, truth, video, subtitles, screenplay };
}

/** Draws a film's pictures in order. Each picture is valid only until the next one is drawn. */
export async function drawFilm(edit: Edit, truth: Truth, options: RenderOptions): Promise<Iterable<Planes>> {
  const photographs = new Map<number, Planes>();
  for (const { photo } of edit.shots) {
    if (!photographs.has(photo)) photographs.set(photo, await loadPhotograph(photographPath(photo)));
  }
  const drawShot = (index: number, frame: number, picture: Planes): void => {
    const shot = edit.shots[index]!;
    const { first, end } = seenFrames(truth, index);
    const progress = Math.min(1, Math.max(0, (frame - first) / (end - first)));
    shoot(photographs.get(shot.photo)!, windowAt(shot.from, shot.to, progress), picture);
  };
  return drawFrames(truth, drawShot, options);
}

function* drawFrames(
  truth: Truth,
  drawShot: (index: number, frame: number, picture: Planes) => void,
  { width, height }: RenderOptions,
): Generator<Planes> {
  const picture = createPicture(width, height);
  const other = createPicture(width, height);
  const black = createPicture(width, height);
  for (const shot of truth.shots) {
    for (let frame = shot.startFrame; frame < shot.endFrame; frame += 1) {
      drawShot(shot.index, frame, picture);
      const transition = truth.transitions.find((one) => frame >= one.startFrame && frame < one.endFrame);
      if (transition?.kind === 'dissolve') {
        const progress = (frame + 0.5 - transition.startFrame) / (transition.endFrame - transition.startFrame);
        const isBefore = frame < transition.borderFrame;
        drawShot(isBefore ? shot.index + 1 : shot.index - 1, frame, other);
        mix(picture, other, isBefore ? progress : 1 - progress);
      } else if (transition?.kind === 'fade') {
        const { startFrame, borderFrame, endFrame } = transition;
        const length = frame < borderFrame ? borderFrame - startFrame : endFrame - borderFrame;
        mix(picture, black, 1 - Math.abs(frame + 0.5 - borderFrame) / length);
      }
      yield picture;
    }
  }
}

/** Frames on which anything of a shot is seen, dissolves into and out of it included. */
function seenFrames(truth: Truth, index: number): { first: number; end: number } {
  const shot = truth.shots[index]!;
  const dissolves = truth.transitions.filter((one) => one.kind === 'dissolve');
  return {
    first: dissolves.find((one) => one.borderFrame === shot.startFrame)?.startFrame ?? shot.startFrame,
    end: dissolves.find((one) => one.borderFrame === shot.endFrame)?.endFrame ?? shot.endFrame,
  };
}

function photographPath(photo: number): string {
  const packageFile = createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json');
  return join(dirname(packageFile), 'demo', `sample${photo}.jpg`);
}
