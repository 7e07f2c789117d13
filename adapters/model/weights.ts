import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure } from '../../core/contract/errors.ts';
import type { WeightFile } from '../../core/schema/models.ts';
import { hashOfFile } from '../store/hash.ts';
import { modelFolder } from './model-file.ts';

/** A protocol buffer, which is what an ONNX file is, can't be larger. */
const MOST_BYTES = 2 ** 31;

/** How a file of weights stands in the folder of models. */
export type WeightState = 'present' | 'missing' | 'different';

/** Where a file of weights belongs. */
export function weightPath({ file }: WeightFile): string {
  return join(modelFolder(), file);
}

/** Reads a file of weights once, so that what was checked is what is loaded. Throws the failures of `weightProblem`. */
export async function readWeights(weights: WeightFile): Promise<Uint8Array> {
  const path = weightPath(weights);
  const bytes = await readFile(path).catch(() => null);
  if (bytes == null) throw weightProblem(weights, 'missing');
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== weights.sha256) throw weightProblem(weights, 'different', found);
  return bytes;
}

/** State and size of a file of weights, by hashing it; `sha256` is what was found. */
export async function stateOfWeights(
  weights: WeightFile,
): Promise<{ state: WeightState; bytes: number | null; sha256: string | null }> {
  const path = weightPath(weights);
  const facts = await stat(path).catch(() => null);
  if (facts?.isFile() !== true || facts.size > MOST_BYTES) return { state: 'missing', bytes: null, sha256: null };
  const { sha256 } = await hashOfFile(path);
  return { state: sha256 === weights.sha256 ? 'present' : 'different', bytes: facts.size, sha256 };
}

/** The failure that a missing file (`ModelUnavailable`) or one of other content (`InvalidInput`) is. */
export function weightProblem(weights: WeightFile, state: 'missing' | 'different', found?: string): Failure {
  const file = weightPath(weights);
  if (state === 'missing') {
    const fetched = weights.url == null ? 'put it there' : '`storyloom models --config FILE --fetch` gets it';
    const remedy = `Weights are never fetched on the way: ${fetched}, then run again.`;
    return new Failure('ModelUnavailable', `the weights ${file} are not there`, { file, remedy });
  }
  const remedy = 'Get the weights of the configured revision, or correct sha256 if you changed them on purpose.';
  const evidence = { expected: weights.sha256, ...(found == null ? {} : { found }) };
  return new Failure('InvalidInput', `${file} has not the content that its sha256 names`, { file, remedy, evidence });
}

/**
 * Fetches a file of weights from its `url`. It gets its name only when its hash is right; another content is
 * `InvalidInput`, an address that does not answer `ModelUnavailable`, and neither leaves a file behind.
 */
export async function fetchWeights(weights: WeightFile, options: { signal?: AbortSignal } = {}): Promise<void> {
  const path = weightPath(weights);
  if (weights.url == null) throw weightProblem(weights, 'missing');
  await mkdir(dirname(path), { recursive: true });
  const partial = `${path}.${randomBytes(6).toString('hex')}.part`;
  try {
    const found = await download(weights.url, partial, options.signal);
    if (found !== weights.sha256) {
      const remedy = 'Correct url or sha256: what is there is not what the configuration names.';
      const evidence = { expected: weights.sha256, found };
      throw new Failure('InvalidInput', `${weights.file}: its url gives another content`, {
        at: 'sha256',
        remedy,
        evidence,
      });
    }
    await rename(partial, path);
  } finally {
    await rm(partial, { force: true });
  }
}

/** Writes what an address gives into a file and returns its SHA-256. */
async function download(url: string, path: string, signal: AbortSignal | undefined): Promise<string> {
  // The address may hold a key: only its host is ever named.
  const at = new URL(url).host;
  const hash = createHash('sha256');
  const file = await open(path, 'wx');
  try {
    const response = await fetch(url, signal == null ? {} : { signal });
    if (!response.ok || response.body == null) throw new Error(`status ${response.status}`);
    let bytes = 0;
    for await (const piece of response.body as AsyncIterable<Uint8Array>) {
      bytes += piece.length;
      if (bytes > MOST_BYTES) throw new Error(`more than ${MOST_BYTES} bytes`);
      hash.update(piece);
      await file.write(piece);
    }
    return hash.digest('hex');
  } catch (cause) {
    signal?.throwIfAborted();
    const reason = cause instanceof Error ? cause.message : String(cause);
    const remedy = 'Check url, or put the file into the folder of models by hand.';
    throw new Failure('ModelUnavailable', `the weights cannot be fetched: ${reason}`, { at, remedy }, { cause });
  } finally {
    await file.close();
  }
}
