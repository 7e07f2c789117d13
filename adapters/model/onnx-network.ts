import type { Tensor } from 'onnxruntime-node';
import { Failure } from '../../core/contract/errors.ts';
import type { OnnxModel } from '../../core/schema/models.ts';
import { createSession, loadRuntime } from './onnx-runtime.ts';
import { readWeights, weightPath } from './weights.ts';

/** Threads of one run at most. */
const MOST_THREADS = 16;

/** Numbers that a network takes, and their shape. */
export interface NetworkInput {
  values: Float32Array | BigInt64Array;
  shape: readonly number[];
}

/** A loaded network whose inputs and outputs have the names that its family has. */
export interface Network {
  /** Pixels on a side of the square that it sees. */
  side: number;
  /** Whether it has an input or output of that name. */
  has(name: string): boolean;
  /** Its first input and output, for families without names of their own. */
  first: { input: string; output: string };
  /** Runs it and returns the asked outputs. Throws `ModelReply` unless each is float32, finite and of the asked shape. */
  run<Name extends string>(
    inputs: Record<string, NetworkInput>,
    outputs: Record<Name, (number | null)[]>,
  ): Promise<Record<Name, Output>>;
}

/** Numbers that a network gave, and their shape. */
export interface Output {
  values: Float32Array;
  shape: readonly number[];
}

/** What a family needs: inputs and outputs by name, the input that takes pixels, and the side where nothing says it. */
export interface NetworkWants {
  inputs: readonly string[];
  outputs: readonly string[];
  /** Name of the input `[batch, 3, side, side]`; null: the first. */
  pixels: string | null;
  side: number;
}

/**
 * Loads the network of a task from its checked weights. Throws the failures of `readWeights` and `createSession`, and
 * `InvalidInput` with what was found and expected when the network is not of the configured family.
 */
export async function openNetwork(model: OnnxModel, wants: NetworkWants): Promise<Network> {
  const file = weightPath(model);
  const runtime = loadRuntime();
  const bytes = await readWeights(model);
  const session = await createSession(runtime, { file, bytes, device: model.device, mostThreads: MOST_THREADS });
  const names = [...session.inputNames, ...session.outputNames];
  const missing = [...wants.inputs, ...wants.outputs].filter((name) => !names.includes(name));
  const pixels = session.inputMetadata.find(({ name }) => name === (wants.pixels ?? session.inputNames[0]));
  const sides = pixels?.isTensor === true && pixels.type === 'float32' ? pixels.shape : [];
  if (missing.length > 0 || sides.length !== 4 || (typeof sides[1] === 'number' && sides[1] !== 3)) {
    const found = `inputs ${session.inputNames.join(', ')}; outputs ${session.outputNames.join(', ')}`;
    const expected = `inputs ${wants.inputs.join(', ') || '[batch, 3, side, side]'}; outputs ${wants.outputs.join(', ') || 'any'}`;
    const remedy = `Give a network of the family ${model.family} with float32 pixels, or correct family.`;
    const evidence = { found, expected };
    throw new Failure('InvalidInput', `${file} is no ${model.family} network`, {
      file,
      at: 'family',
      remedy,
      evidence,
    });
  }
  const configured = 'side' in model ? model.side : undefined;
  const fixed = typeof sides[3] === 'number' && sides[3] > 0 ? sides[3] : null;
  if (fixed != null && configured != null && fixed !== configured) {
    const remedy = `Leave side out, or set it to ${fixed}.`;
    throw new Failure('InvalidInput', `${file} sees ${fixed} pixels, not ${configured}`, { file, at: 'side', remedy });
  }
  return {
    side: fixed ?? configured ?? wants.side,
    has: (name) => names.includes(name),
    first: { input: session.inputNames[0]!, output: session.outputNames[0]! },
    run: async (inputs, outputs) => {
      const feeds = Object.entries(inputs).map(([name, { values, shape }]) => [name, tensorOf(values, shape)]);
      const results = await session.run(Object.fromEntries(feeds) as Record<string, Tensor>, Object.keys(outputs));
      const checked = Object.entries<(number | null)[]>(outputs).map(([name, shape]) => [
        name,
        checkedOutput(results[name], { model: model.id, name, shape }),
      ]);
      return Object.fromEntries(checked) as Record<keyof typeof outputs, Output>;
    },
  };

  function tensorOf(values: NetworkInput['values'], shape: readonly number[]): Tensor {
    return values instanceof Float32Array
      ? new runtime.Tensor('float32', values, shape)
      : new runtime.Tensor('int64', values, shape);
  }
}

/** An output as numbers; null in a shape stands for any length. */
function checkedOutput(
  tensor: Tensor | undefined,
  { model, name, shape }: { model: string; name: string; shape: readonly (number | null)[] },
): Output {
  const refuse = (what: string): Failure => new Failure('ModelReply', `${model}: ${name} ${what}`, { at: name });
  const values = tensor?.data;
  if (tensor == null || !(values instanceof Float32Array)) throw refuse('is not float32');
  const fits =
    tensor.dims.length === shape.length && shape.every((size, at) => size == null || size === tensor.dims[at]);
  if (!fits)
    throw refuse(`has the shape [${tensor.dims.join(', ')}], not [${shape.map((size) => size ?? 'any').join(', ')}]`);
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) throw refuse(`has ${values[wrong]!} at ${wrong}`);
  return { values, shape: tensor.dims };
}

/** Lists in pieces of at most `size`. */
export function piecesOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, nth) => items.slice(nth * size, (nth + 1) * size));
}

/** Planes of several pictures as one input. */
export function stack(planes: readonly Float32Array[], side: number): NetworkInput {
  const length = 3 * side * side;
  const values = new Float32Array(planes.length * length);
  for (const [at, plane] of planes.entries()) values.set(plane, at * length);
  return { values, shape: [planes.length, 3, side, side] };
}
