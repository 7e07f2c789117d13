import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Failure } from '../../core/contract/errors.ts';
import {
  ANNOTATION_TASKS,
  type BatchedModel,
  configuration,
  MODEL_TASKS,
  type Configuration,
  type Models,
  type ModelTask,
  type OnnxModel,
  type WeightFile,
} from '../../core/schema/models.ts';

/** A larger file is no configuration. */
const MOST_BYTES = 256 * 1024;

/** Reads the file of `--config`. Throws `InvalidInput` that names every problem with its path. */
export async function readConfiguration(file: string): Promise<Configuration> {
  const refuse = (message: string, at?: string): Failure =>
    new Failure('InvalidInput', message, {
      file,
      ...(at == null ? {} : { at }),
      remedy: 'Correct the configuration; docs/models.md has one that works.',
    });
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw refuse(`${file} cannot be read: ${code === 'ENOENT' ? 'no such file' : code}`);
  }
  if (text.length > MOST_BYTES) throw refuse(`${file} is too large for a configuration`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refuse(`${file} is not JSON: ${(error as Error).message}`);
  }
  const parsed = configuration.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
  const [only] = problems;
  if (problems.length === 1) throw refuse(`${file}: ${only!}`, parsed.error.issues[0]!.path.join('.'));
  throw refuse(`${file} has ${problems.length} problems:${problems.map((line) => `\n  ${line}`).join('')}`);
}

/** Tasks with ONNX models, in the order of the tasks. */
export function onnxModels(models: Models): { task: ModelTask; model: OnnxModel }[] {
  return MODEL_TASKS.flatMap((task) => {
    const model = models[task];
    return model?.backend === 'onnx' ? [{ task, model }] : [];
  });
}

/** The networks that find instances and describe them, in the order of their tasks. */
export function annotationModels(models: Models): BatchedModel[] {
  return ANNOTATION_TASKS.flatMap((task) => {
    const model = models[task];
    return model?.backend === 'onnx' ? [model] : [];
  });
}

/** All files that a model needs. */
export function weightsOf(model: OnnxModel): WeightFile[] {
  const { file, sha256, url } = model;
  const weights = { file, sha256, ...(url == null ? {} : { url }) };
  return model.family === 'owlv2' ? [weights, model.tokenizer] : [weights];
}

/**
 * What of a configuration can change an annotated row, as a hash: not where files come from, how many pictures go in at
 * once, or which model writes. The device counts: its numbers differ in their last bits.
 */
export function settingsOf({ detect, face, segment, embed }: Models): string {
  const relevant = [detect, face, segment ?? null, embed].map((model) => {
    if (model?.backend !== 'onnx') return model;
    const { url: _url, batchSize: _batchSize, licence: _licence, file: _file, vramGiB: _vramGiB, ...rest } = model;
    if (rest.family !== 'owlv2') return rest;
    // What it is told of the screenplay and of captions comes with each picture.
    const { scriptNouns: _scriptNouns, captionNouns: _captionNouns, ...detector } = rest;
    return { ...detector, tokenizer: rest.tokenizer.sha256 };
  });
  return `sha256-${createHash('sha256').update(JSON.stringify(relevant)).digest('hex')}`;
}
