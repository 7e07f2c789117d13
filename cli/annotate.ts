import type { Command } from 'commander';
import type { AnnotatedImage, Annotator, AnnotatorImage, DetectedInstance } from '../adapters/model/annotator.ts';
import { Failure } from '../core/contract/errors.ts';
import type { Box } from '../core/schema/primitives.ts';
import type { Models } from '../core/schema/models.ts';
import { Progress } from './progress.ts';
import { wholeNumber } from './arguments.ts';
import { addVerb, finish, type VerbResult } from './verb.ts';

interface AnnotateOptions {
  json?: boolean;
  backend?: string;
  config?: string;
  embeddings?: boolean;
  tracks?: number;
  crops?: string;
}

/** `storyloom annotate <file…>`: persons, objects, faces and embeddings of single pictures, or tracks of a video. */
export function addAnnotate(program: Command): void {
  addVerb(program, 'annotate <file...>', {
    summary: 'find persons, objects and faces in pictures, or follow them through a video, by any backend',
    examples: [
      'storyloom annotate frame.jpg',
      'storyloom annotate frames/*.jpg --json',
      'storyloom annotate frame.jpg --json --embeddings',
      'storyloom annotate frames/*.jpg --crops instances',
      'storyloom annotate frame.jpg --backend onnx --config storyloom.json',
      'storyloom annotate film.mkv --tracks 8 --json',
    ],
  })
    .option('--backend <name>', 'human (CPU, embedded), onnx (as --config says), or fake for tests; default: human')
    .option('--config <file>', 'configuration with a section models; see docs/models.md')
    .option(
      '--tracks <fps>',
      'follow things through the shots of a video, looking so often a second',
      wholeNumber(1, 60),
    )
    .option('--crops <dir>', 'write each instance of a picture as <dir>/<picture>-<index>-<label>.jpg')
    .option('--embeddings', 'put the values of the embeddings into the JSON document, not only their lengths')
    .action(async (files: string[], options: AnnotateOptions) => {
      await finish(options.json, () => annotateFiles(files, options));
    });
}

async function annotateFiles(files: string[], options: AnnotateOptions): Promise<VerbResult> {
  if (options.tracks !== undefined && options.crops !== undefined) {
    const remedy = 'Leave one of them out; `storyloom shots --keyframes DIR` makes pictures of a video.';
    throw new Failure('InvalidInput', '--crops cuts instances out of pictures, and --tracks takes a video', { remedy });
  }
  const { openAnnotator } = await import('../adapters/model/open.ts');
  const models = options.config == null ? null : await configuredModels(options.config);
  const annotator = await openAnnotator(options.backend ?? models?.backend ?? 'human', {
    models: models?.models ?? null,
  });
  try {
    if (options.tracks === undefined) return await annotatePictures(files, options, annotator);
    const { trackVideo } = await import('./annotate/tracks.ts');
    return await trackVideo(files, options.tracks, annotator);
  } finally {
    await annotator.close();
  }
}

async function annotatePictures(files: string[], options: AnnotateOptions, annotator: Annotator): Promise<VerbResult> {
  const progress = new Progress('annotate');
  try {
    const images = await readPictures(files);
    const found: AnnotatedImage[] = [];
    for (const image of images) {
      progress.update({ done: found.length, total: images.length, unit: 'pictures' });
      found.push(...(await annotator.annotate([image])));
    }
    const { crops: folder } = options;
    const crops =
      folder === undefined ? [] : await (await import('./annotate/crops.ts')).writeCrops(images, found, folder);
    const documents = found.map((image, nth) =>
      describe(image, { ...options, model: annotator.model, paths: crops[nth] ?? null }),
    );
    const lines = documents.map(forPeople);
    if (folder !== undefined) lines.push(`${crops.flat().length} crops in ${folder}`);
    return { json: { model: annotator.model, images: documents }, text: lines.join('\n') };
  } finally {
    progress.end();
  }
}

/** The models of a configuration, loaded once to see that they can be. */
async function configuredModels(file: string): Promise<{ models: Models; backend: string }> {
  const { readConfiguration } = await import('../adapters/model/configuration.ts');
  const { backendOf, checkModels } = await import('../adapters/model/ready.ts');
  const { models } = await readConfiguration(file);
  const backend = backendOf(models);
  if (backend === 'onnx') await checkModels(models);
  return { models, backend };
}

/** Reads and checks every file before any work starts, so that all that is wrong is told at once. */
async function readPictures(files: string[]): Promise<AnnotatorImage[]> {
  const { readFile } = await import('node:fs/promises');
  const { decodePicture } = await import('../adapters/model/picture.ts');
  const problems: { file: string; message: string }[] = [];
  const images: AnnotatorImage[] = [];
  for (const file of files) {
    try {
      const bytes = await readFile(file);
      await decodePicture(bytes, { id: file, side: 8 });
      images.push({ id: file, bytes });
    } catch (error) {
      const message = error instanceof Failure ? error.message : `${file}: cannot be read: ${reasonOf(error)}`;
      problems.push({ file, message });
    }
  }
  if (problems.length === 0) return images;
  const remedy = 'Give complete JPEG, PNG or WebP files.';
  const [only] = problems;
  if (problems.length === 1) throw new Failure('InvalidInput', only!.message, { file: only!.file, remedy });
  const list = problems.map(({ message }) => `\n  ${message}`).join('');
  throw new Failure('InvalidInput', `${problems.length} files are no pictures:${list}`, { remedy });
}

function reasonOf(error: unknown): string {
  const code = (error as { code?: string }).code;
  if (code === 'ENOENT') return 'no such file';
  if (code === 'EISDIR') return 'it is a folder';
  return code ?? String(error);
}

interface InstanceDocument {
  index: number;
  label: string;
  score: number;
  box: Box;
  boxNormalised: Box;
  face: (NonNullable<DetectedInstance['face']> & { boxNormalised: Box }) | null;
  /** Length of each embedding, null where there is none. */
  embeddings: { face: number | null; appearance: number | null };
  mask: DetectedInstance['mask'];
  /** Path of the cut-out picture; null when none was asked for. */
  crop: string | null;
  faceEmbedding?: number[] | null;
  appearance?: number[] | null;
  model: Annotator['model'];
}

interface ImageDocument {
  file: string;
  width: number;
  height: number;
  instances: InstanceDocument[];
}

function describe(
  { id, width, height, instances }: AnnotatedImage,
  { embeddings, model, paths }: AnnotateOptions & { model: Annotator['model']; paths: readonly string[] | null },
): ImageDocument {
  const normalised = ([x1, y1, x2, y2]: Box): Box => [x1 / width, y1 / height, x2 / width, y2 / height];
  const values = (vector: Float32Array | null): number[] | null => (vector == null ? null : [...vector]);
  return {
    file: id,
    width,
    height,
    instances: instances.map(({ label, score, box, face, mask, faceEmbedding, appearance }, index) => ({
      index,
      label,
      score,
      box,
      boxNormalised: normalised(box),
      face: face == null ? null : { ...face, boxNormalised: normalised(face.box) },
      mask,
      crop: paths?.[index] ?? null,
      embeddings: { face: faceEmbedding?.length ?? null, appearance: appearance?.length ?? null },
      ...(embeddings === true ? { faceEmbedding: values(faceEmbedding), appearance: values(appearance) } : {}),
      model,
    })),
  };
}

function forPeople({ file, width, height, instances }: ImageDocument): string {
  const lines = instances.map(({ label, score, box, face }) => {
    const emotion = face?.emotion == null ? '' : `, ${face.emotion.label} ${face.emotion.score.toFixed(2)}`;
    const head = face == null ? '' : `  face ${face.score.toFixed(2)} at ${face.box.join(',')}${emotion}`;
    return `  ${label.padEnd(12)} ${score.toFixed(2)}  ${box.join(',').padEnd(19)}${head}`.trimEnd();
  });
  return [`${file}  ${width}×${height}, ${instances.length} instances`, ...lines].join('\n');
}
