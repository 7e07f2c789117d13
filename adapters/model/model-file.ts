import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../core/contract/errors.ts';

/** The bytes of a model whose content is what its user expects. */
export interface ModelFile {
  file: string;
  /** `sha256-` and 64 hexadecimal digits. */
  revision: string;
  bytes: Uint8Array;
}

/** A model file on disk, and the hash that its content must have, if one is known. */
export interface FoundModel {
  file: string;
  expected: string | null;
}

/** Larger files are no shot models: the largest ones published have 60 MB. */
const MOST_BYTES = 512 * 1024 * 1024;

/** Folder for models that are asked for by name: STORYLOOM_MODELS, or one in the user's cache. */
export function modelFolder(): string {
  const chosen = process.env['STORYLOOM_MODELS'] ?? '';
  if (chosen !== '') return chosen;
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'storyloom', 'models');
}

/** Names of the models in that folder, in alphabetical order. */
export async function listModels(): Promise<string[]> {
  const files = await readdir(modelFolder()).catch(() => []);
  return files
    .filter((file) => file.endsWith('.onnx'))
    .map((file) => file.slice(0, -'.onnx'.length))
    .sort();
}

/**
 * Finds a model. `model` is a path (it has a slash or ends with `.onnx`) or the name of a file in `modelFolder()`; after
 * either, `@sha256-<64 hex digits>` says what the content must be. A file beside it, `<file>.sha256`, as `sha256sum`
 * writes it, says so too, and a named model needs one of the two. Throws `ModelUnavailable` when there is no such file
 * and `InvalidInput` when its hash is not known.
 */
export async function findModel(model: string): Promise<FoundModel> {
  const [, plain = '', pinned] = /^(.*?)(?:@sha256-([0-9a-f]{64}))?$/s.exec(model)!;
  const isPath = /[\\/]|\.onnx$/.test(plain);
  if (!isPath && !/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(plain)) {
    const remedy = 'Give the path of an .onnx file, or the name of one in the model folder.';
    throw new Failure('InvalidInput', `not a model's path or name: "${plain}"`, { remedy });
  }
  const file = isPath ? plain : join(modelFolder(), `${plain}.onnx`);
  const facts = await stat(file).catch(() => null);
  if (facts == null) {
    const remedy = isPath ? 'Check the path.' : `Put ${plain}.onnx and its hash into ${modelFolder()}.`;
    throw new Failure('ModelUnavailable', `there is no model file ${file}`, { file, remedy });
  }
  if (!facts.isFile() || facts.size > MOST_BYTES) {
    const what = facts.isFile() ? `has ${facts.size} bytes, too many for a shot model` : 'is not a file';
    throw new Failure('InvalidInput', `${file} ${what}`, { file });
  }
  const expected = pinned ?? (await hashBeside(file));
  if (expected == null && !isPath) {
    const remedy = `Write its hash beside it: sha256sum ${file} > ${file}.sha256`;
    throw new Failure('InvalidInput', `nothing says what ${file} must contain`, { file, remedy });
  }
  return { file, expected };
}

/** Reads a model once, so that what was checked is what is loaded. A different hash is `InvalidInput`. */
export async function readModel(model: string): Promise<ModelFile> {
  const { file, expected } = await findModel(model);
  const bytes = await readFile(file);
  const hash = createHash('sha256').update(bytes).digest('hex');
  if (expected != null && hash !== expected) {
    const remedy = 'Fetch or convert the model again, or correct the hash if you changed the model on purpose.';
    const evidence = { expected, found: hash };
    throw new Failure('InvalidInput', `${file} is not the model that its hash names`, { file, remedy, evidence });
  }
  return { file, revision: `sha256-${hash}`, bytes };
}

async function hashBeside(file: string): Promise<string | null> {
  const beside = `${file}.sha256`;
  const text = await readFile(beside, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new Failure('InvalidInput', `${beside} cannot be read: ${error.code ?? 'unknown'}`, { file: beside });
  });
  if (text == null) return null;
  const hash = /^\\?([0-9a-f]{64})(?:\s|$)/.exec(text)?.[1];
  if (hash == null) {
    const remedy = `Write it anew: sha256sum ${file} > ${beside}`;
    throw new Failure('InvalidInput', `${beside} holds no SHA-256`, { file: beside, at: 'line 1', remedy });
  }
  return hash;
}
