import { type Command, Option } from 'commander';
import type { ScanOptions } from '../../adapters/media/engine.ts';
import { Failure } from '../../core/contract/errors.ts';
import { type Device, DEVICES } from '../../core/schema/models.ts';

/** The flags that `addNeuralOptions` adds. */
export interface NeuralFlags {
  detector: 'classical' | 'neural';
  model?: string;
  device?: Device;
}

/** Adds the options that put a network beside the classical detector to a verb. */
export function addNeuralOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--detector <detector>', 'what finds the shots; neural: the classical one and a network')
        .choices(['classical', 'neural'])
        .default('classical'),
    )
    .option('--model <file>', 'network for --detector neural: an ONNX file, or the name of one in the model folder')
    .addOption(new Option('--device <device>', 'what the network runs on (default: cpu)').choices(DEVICES));
}

/** The part of the scan's options that these flags make. */
export function neuralFrom({ detector, model, device }: NeuralFlags): Pick<ScanOptions, 'neural'> {
  if (detector === 'classical') {
    if (model == null && device == null) return {};
    throw new Failure('InvalidInput', '--model and --device belong to --detector neural', {
      remedy: 'Add --detector neural, or leave them out.',
    });
  }
  if (model == null) {
    throw new Failure('InvalidInput', '--detector neural needs a model', {
      remedy: 'Add --model with an ONNX file; docs/shots-neural.md says how to get one.',
    });
  }
  return { neural: { model, ...(device == null ? {} : { device }) } };
}
