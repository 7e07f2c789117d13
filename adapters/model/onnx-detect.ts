import { Tokenizer } from '@huggingface/tokenizers';
import type { RgbPicture } from '../../core/annotate/appearance.ts';
import type { FoundObject } from '../../core/annotate/instances.ts';
import { decodeOwl } from '../../core/annotate/open-vocabulary.ts';
import { owlSquare } from '../../core/annotate/owl-square.ts';
import { CLIP } from '../../core/annotate/planes.ts';
import { Failure } from '../../core/contract/errors.ts';
import type { DetectModel } from '../../core/schema/models.ts';
import { type NetworkInput, openNetwork, piecesOf, stack } from './onnx-network.ts';
import { readWeights, weightPath } from './weights.ts';

/** Tokens of a label, as OWLv2 was trained. */
const TOKENS = 16;

/** A picture, and what is looked for in it besides what the configuration names. */
export interface DetectorAsk {
  picture: RgbPicture;
  labels: readonly string[];
}

/** Finds things in several pictures, at most `most` at a time; boxes in pixels of each picture. */
export type Detector = (asks: readonly DetectorAsk[], most: number) => Promise<FoundObject[][]>;

/** Loads an OWLv2-class detector with its tokenizer. */
export async function openDetector(model: DetectModel): Promise<Detector> {
  const network = await openNetwork(model, {
    inputs: ['input_ids', 'pixel_values'],
    outputs: ['logits', 'pred_boxes'],
    pixels: 'pixel_values',
    side: 960,
  });
  const words = await openWords(model);
  const { side } = network;
  const look = async (batch: readonly { picture: RgbPicture; labels: string[] }[]): Promise<FoundObject[][]> => {
    const texts = inputsOf(batch.map(({ labels }) => words(labels)));
    const planes = batch.map(({ picture }) => owlPlanes(picture, side));
    const { logits, pred_boxes: boxes } = await network.run(
      {
        pixel_values: stack(planes, side),
        input_ids: texts.ids,
        ...(network.has('attention_mask') ? { attention_mask: texts.mask } : {}),
      },
      { logits: [batch.length, null, batch[0]!.labels.length], pred_boxes: [batch.length, null, 4] },
    );
    if (logits.shape[1] !== boxes.shape[1]) throw new Failure('ModelReply', `${model.id}: scores without boxes`);
    return batch.map(({ labels, picture: { width, height } }, nth) => {
      const row = { logits: rowOf(logits.values, nth, batch.length), boxes: rowOf(boxes.values, nth, batch.length) };
      return decodeOwl(row, { labels, minScore: model.minScore, width, height });
    });
  };
  return async (asks, most) => {
    const found: FoundObject[][] = [];
    const told = asks.map(({ picture, labels }, at) => ({ at, picture, labels: [...model.labels, ...labels] }));
    for (const alike of byCount(told)) {
      for (const batch of piecesOf(alike, Math.min(model.batchSize, most))) {
        const objects = await look(batch);
        for (const [nth, { at }] of batch.entries()) found[at] = objects[nth]!;
      }
    }
    return found;
  };
}

/** Pictures that are asked for equally many labels: the network takes the same number for each picture of a run. */
function byCount<Ask extends { labels: readonly string[] }>(asks: readonly Ask[]): Ask[][] {
  const groups = new Map<number, Ask[]>();
  for (const ask of asks) {
    const group = groups.get(ask.labels.length);
    if (group === undefined) groups.set(ask.labels.length, [ask]);
    else group.push(ask);
  }
  return [...groups.values()];
}

/** A picture as OWLv2 takes it: `owlSquare`, normalised as CLIP was trained, in three planes. */
export function owlPlanes(picture: RgbPicture, side: number): Float32Array {
  const values = owlSquare(picture, side);
  return Float32Array.from({ length: values.length }, (_, at) => {
    const channel = Math.floor(at / side ** 2);
    return (values[3 * (at % side ** 2) + channel]! - CLIP.mean[channel]!) / CLIP.std[channel]!;
  });
}

/** Numbers of the labels' tokens, label by label, and 1 where a token stands. */
interface Tokens {
  ids: number[];
  mask: number[];
}

/** Loads a tokenizer, which makes of labels what the network takes; the configured ones are tried at once. */
export async function openWords({
  tokenizer,
  labels: configured,
  prompt,
}: DetectModel): Promise<(labels: readonly string[]) => Tokens> {
  const file = weightPath(tokenizer);
  const bytes = await readWeights(tokenizer);
  try {
    const made = new Tokenizer(JSON.parse(Buffer.from(bytes).toString('utf8')) as object, {});
    const words = (labels: readonly string[]): Tokens =>
      tokenize(
        made,
        labels.map((label) => prompt.replace('{}', () => label)),
      );
    words(configured);
    return words;
  } catch (cause) {
    const remedy = 'Give the tokenizer.json that belongs to the model.';
    throw new Failure('InvalidInput', `${file} is no usable tokenizer`, { file, at: 'tokenizer', remedy }, { cause });
  }
}

/** Each text cut or filled up to `TOKENS`; a cut one keeps its last token, which ends the text. */
function tokenize(tokenizer: Tokenizer, texts: readonly string[]): Tokens {
  const rows = texts.map((text) => {
    const { ids } = tokenizer.encode(text);
    const kept = ids.length <= TOKENS ? ids : [...ids.slice(0, TOKENS - 1), ids.at(-1)!];
    const empty = new Array<number>(TOKENS - kept.length).fill(0);
    return { ids: [...kept, ...empty], mask: [...kept.map(() => 1), ...empty] };
  });
  return { ids: rows.flatMap(({ ids }) => ids), mask: rows.flatMap(({ mask }) => mask) };
}

/** The labels of every picture, one after the other. */
function inputsOf(asked: readonly Tokens[]): Record<keyof Tokens, NetworkInput> {
  const input = (values: readonly number[]): NetworkInput => {
    return { values: BigInt64Array.from(values, BigInt), shape: [values.length / TOKENS, TOKENS] };
  };
  return { ids: input(asked.flatMap(({ ids }) => ids)), mask: input(asked.flatMap(({ mask }) => mask)) };
}

function rowOf(values: Float32Array, nth: number, rows: number): Float32Array {
  const length = values.length / rows;
  return values.subarray(nth * length, (nth + 1) * length);
}
