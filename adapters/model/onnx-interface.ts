import type { InferenceSession } from 'onnxruntime-node';
import { Failure } from '../../core/contract/errors.ts';
import { MODEL_FRAME } from '../../core/keyframe/neural-frame.ts';
import { WINDOW } from '../../core/keyframe/neural-windows.ts';

type Metadata = InferenceSession.ValueMetadata;

/** How a checked model is fed and read. */
export interface ShotInterface {
  input: { name: string; type: 'uint8' | 'float32' };
  /** Names of the outputs: the middles of transitions, and all of their frames if the model tells those too. */
  single: string;
  all: string | null;
}

export const INPUT_SHAPE = [1, WINDOW.frames, MODEL_FRAME.height, MODEL_FRAME.width, 3] as const;
const OUTPUT_SHAPE = [1, WINDOW.frames, 1] as const;

/** What a model has to look like, for people. */
const WANTED =
  `one input [batch, ${WINDOW.frames}, ${MODEL_FRAME.height}, ${MODEL_FRAME.width}, 3] of uint8 or float32 ` +
  `and one or two outputs [batch, ${WINDOW.frames}, 1] of float32`;
/** Names that exporters give the head for all frames of a transition. */
const ALL_FRAMES = /all|many/i;

/**
 * Reads from a model's metadata how to use it as a shot detector; `InvalidInput` says what is different from what is
 * expected. The head for all frames is told by its name, otherwise it is the second output, as in TransNetV2.
 */
export function shotInterface(
  file: string,
  { inputs, outputs }: { inputs: readonly Metadata[]; outputs: readonly Metadata[] },
): ShotInterface {
  const refuse = (at: string, found: string): Failure =>
    new Failure('InvalidInput', `${file} is not a shot model: ${at} ${found}, expected ${WANTED}`, {
      file,
      at,
      remedy: 'Give a TransNetV2 model in ONNX form; docs/shots-neural.md says how to get one.',
    });
  const [input] = inputs;
  if (input == null || inputs.length !== 1) throw refuse('inputs', `are ${inputs.length}`);
  const at = `input "${input.name}"`;
  if (!input.isTensor || (input.type !== 'uint8' && input.type !== 'float32')) throw refuse(at, describe(input));
  if (!fits(input.shape, INPUT_SHAPE)) throw refuse(at, describe(input));
  if (outputs.length < 1 || outputs.length > 2) throw refuse('outputs', `are ${outputs.length}`);
  for (const output of outputs) {
    const isScore = output.isTensor && output.type === 'float32' && fits(output.shape, OUTPUT_SHAPE);
    if (!isScore) throw refuse(`output "${output.name}"`, describe(output));
  }
  const [first, second = null] = outputs.map(({ name }) => name) as [string, string?];
  const isTurned = second != null && ALL_FRAMES.test(first) && !ALL_FRAMES.test(second);
  const [single, all] = isTurned ? [second, first] : [first, second];
  return { input: { name: input.name, type: input.type }, single, all };
}

/** A symbolic size fits any number, an unknown shape any shape, and the last size of 1 may be missing. */
function fits(shape: readonly (number | string)[], wanted: readonly number[]): boolean {
  if (shape.length === 0) return true;
  const needed = shape.length === wanted.length - 1 && wanted.at(-1) === 1 ? wanted.slice(0, -1) : wanted;
  return shape.length === needed.length && shape.every((size, at) => typeof size === 'string' || size === needed[at]);
}

function describe(value: Metadata): string {
  return value.isTensor ? `is [${value.shape.join(', ')}] of ${value.type}` : 'is no tensor';
}
