import type { ShotsModel } from '../../core/schema/models.ts';
import type { NeuralScan } from '../media/engine.ts';
import { weightPath } from './weights.ts';

/** The part of a scan's options that asks a configured network about shots: its file must have the configured content. */
export function neuralScan(model: ShotsModel): Required<NeuralScan> {
  const { sha256, threshold, device } = model;
  return { model: `${weightPath(model)}@sha256-${sha256}`, threshold, device };
}
