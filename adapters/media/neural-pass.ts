import { type FrameScore, NEURAL_DEFAULTS, type NeuralOptions } from '../../core/keyframe/neural.ts';
import { ModelFrameMaker } from '../../core/keyframe/neural-frame.ts';
import { type ModelWindow, WindowCutter } from '../../core/keyframe/neural-windows.ts';
import { analysisSize, type SmallPicture } from '../../core/keyframe/picture.ts';
import { openOnnxShots } from '../model/onnx-shots.ts';
import { checkedScores, type ShotModel } from '../model/shot-model.ts';
import type { NeuralScan, ScanOptions } from './engine.ts';

/** The part of the film analysis' options that a network needs, if there is one. */
export function neuralOptions({ neural }: Pick<ScanOptions, 'neural'>): { neural?: NeuralOptions } {
  return neural == null ? {} : { neural: { threshold: neural.threshold ?? NEURAL_DEFAULTS.threshold } };
}

/**
 * The network's way through a film, beside the decoder: one window is judged while the pictures of the next one come.
 * Which scores a call gives depends on the number of pictures alone, never on how fast the network is, so that the same
 * film always gives the same rows; a slow network holds the decoder up. Holds 175 small frames at most.
 */
export class NeuralPass {
  readonly #model: ShotModel;
  readonly #signal: AbortSignal | undefined;
  readonly #frames: ModelFrameMaker;
  readonly #cutter = new WindowCutter();
  #underWay: Promise<FrameScore[]> | null = null;

  private constructor(model: ShotModel, size: { width: number; height: number }, signal: AbortSignal | undefined) {
    this.#model = model;
    this.#signal = signal;
    this.#frames = new ModelFrameMaker(size);
  }

  /** Loads the model for a film of this size; null where none is wanted. Close it when done. */
  static async open(
    { neural }: { neural?: NeuralScan | undefined },
    film: { width: number; height: number },
    signal?: AbortSignal,
  ): Promise<NeuralPass | null> {
    if (neural == null) return null;
    const { model, device = 'cpu' } = neural;
    const loaded = await openOnnxShots({ model, device }, signal == null ? {} : { signal });
    return new NeuralPass(loaded, analysisSize(film.width, film.height), signal);
  }

  /** The next picture of the film; gives the scores that are due, which continue those given before. */
  async push(picture: SmallPicture): Promise<FrameScore[]> {
    const window = this.#cutter.push(this.#frames.make(picture));
    return window == null ? [] : this.#judge(window);
  }

  /** The film is over: the scores of all frames that are left. */
  async finish(): Promise<FrameScore[]> {
    const scores: FrameScore[] = [];
    for (const window of this.#cutter.finish()) scores.push(...(await this.#judge(window)));
    return [...scores, ...(await this.#due())];
  }

  close(): Promise<void> {
    return this.#model.close();
  }

  async #judge(window: ModelWindow): Promise<FrameScore[]> {
    const due = await this.#due();
    this.#underWay = this.#score(window);
    // Whoever asks next gets the failure; until then it must not count as one that nobody handles.
    this.#underWay.catch(() => undefined);
    return due;
  }

  #due(): Promise<FrameScore[]> {
    const due = this.#underWay ?? Promise.resolve([]);
    this.#underWay = null;
    return due;
  }

  async #score({ first, count, judged, frames }: ModelWindow): Promise<FrameScore[]> {
    const id = `frames ${first} to ${first + count - 1}`;
    const options = this.#signal == null ? {} : { signal: this.#signal };
    const answer = await this.#model.score({ id, frames }, options);
    return checkedScores(answer, id).slice(judged, judged + count);
  }
}
