import { onnxModels, weightsOf } from '../adapters/model/configuration.ts';
import { humanModel } from '../adapters/model/human.ts';
import {
  fetchWeights,
  stateOfWeights,
  weightPath,
  weightProblem,
  type WeightState,
} from '../adapters/model/weights.ts';
import { Failure } from '../core/contract/errors.ts';
import { MODEL_TASKS, type Models, type ModelTask, type OnnxModel } from '../core/schema/models.ts';

/** A file of weights as `models --json` shows it. */
interface FileReport {
  file: string;
  state: WeightState;
  bytes: number | null;
  /** What the configuration names, and what was found. */
  sha256: { expected: string; found: string | null };
}

/** What does a task, as `models --json` shows it. */
export interface ModelReport {
  task: ModelTask;
  backend: 'human' | 'onnx' | 'openai';
  id: string;
  revision: string;
  licence: string;
  dtype: string | null;
  device: string | null;
  batchSize: number | null;
  /** `embedded`: in the package; `endpoint`: somewhere else. */
  status: 'embedded' | 'present' | 'missing' | 'different' | 'endpoint';
  /** Bytes of its files here; null when none belongs here. */
  bytes: number | null;
  files: FileReport[];
  remedy: string | null;
}

/** Licence of the package that holds the embedded nets. */
const HUMAN_LICENCE = 'MIT';

/** All tasks that something does, in their order; weights are hashed. */
export async function reportModels(models: Models): Promise<ModelReport[]> {
  const reports: ModelReport[] = [];
  for (const task of MODEL_TASKS) {
    const model = models[task];
    if (model == null) continue;
    if (model.backend === 'onnx') reports.push(await reportOnnx(task, model));
    else reports.push(model.backend === 'human' ? reportHuman(task) : reportEndpoint(task, model));
  }
  return reports;
}

/** Nothing of which a file says anything. */
const ELSEWHERE = { dtype: null, device: null, batchSize: null, bytes: null, files: [] };

function reportHuman(task: ModelTask): ModelReport {
  const licence = HUMAN_LICENCE;
  return { task, backend: 'human', ...humanModel(), licence, ...ELSEWHERE, status: 'embedded', remedy: null };
}

function reportEndpoint(task: ModelTask, model: { id: string; revision: string; licence: string }): ModelReport {
  const { id, revision, licence } = model;
  const status = 'endpoint' as const;
  const isSet = (process.env['STORYLOOM_CHAT_URL'] ?? '') !== '';
  const remedy = isSet ? null : 'set STORYLOOM_CHAT_URL where the gpu worker runs';
  return { task, backend: 'openai', id, revision, licence, ...ELSEWHERE, status, remedy };
}

async function reportOnnx(task: ModelTask, model: OnnxModel): Promise<ModelReport> {
  const { id, revision, licence, dtype, device } = model;
  const batchSize = 'batchSize' in model ? model.batchSize : null;
  const files: FileReport[] = [];
  let remedy: string | null = null;
  for (const weights of weightsOf(model)) {
    const { state, bytes, sha256 } = await stateOfWeights(weights);
    files.push({ file: weightPath(weights), state, bytes, sha256: { expected: weights.sha256, found: sha256 } });
    if (state !== 'present') remedy ??= weightProblem(weights, state).remedy;
  }
  const status = (['missing', 'different'] as const).find((one) => files.some(({ state }) => state === one));
  const bytes = files.reduce((sum, file) => sum + (file.bytes ?? 0), 0);
  const of = { id, revision, licence, dtype, device, batchSize };
  return { task, backend: 'onnx', ...of, status: status ?? 'present', bytes, files, remedy };
}

/** Fetches what is missing or different and has a url, one file after the other; refused when offline. */
export async function fetchMissing(models: Models, { offline }: { offline: boolean }): Promise<void> {
  if (offline) {
    const remedy = 'Take offline out of the configuration, or bring the weights into the folder of models by hand.';
    throw new Failure('InvalidInput', 'the configuration says offline, so nothing is fetched', {
      at: 'offline',
      remedy,
    });
  }
  for (const { model } of onnxModels(models)) {
    for (const weights of weightsOf(model)) {
      if (weights.url == null || (await stateOfWeights(weights)).state === 'present') continue;
      process.stderr.write(`fetching ${weights.file}\n`);
      await fetchWeights(weights);
    }
  }
}
