import { describe, expect, it } from 'vitest';
import { shotInterface } from '../../../adapters/model/onnx-interface.ts';

type Size = number | string;
const tensor = (name: string, type: 'uint8' | 'float32' | 'float16', shape: Size[]) =>
  ({ name, isTensor: true, type, shape }) as const;
const frames = tensor('frames', 'uint8', ['batch', 100, 27, 48, 3]);
const head = (name: string, shape: Size[] = ['batch', 100, 1]) => tensor(name, 'float32', shape);

describe('the interface of a shot model', () => {
  it.each([
    [
      'two heads',
      [frames],
      [head('single_frame_pred'), head('all_frames_pred')],
      ['single_frame_pred', 'all_frames_pred'],
    ],
    ['two heads the other way round', [frames], [head('many_hot'), head('one_hot')], ['one_hot', 'many_hot']],
    ['two heads without a name', [frames], [head('534'), head('535')], ['534', '535']],
    ['one head', [frames], [head('predictions')], ['predictions', null]],
    ['a batch of one', [tensor('input', 'float32', [1, 100, 27, 48, 3])], [head('p', [1, 100, 1])], ['p', null]],
    ['scores without a last size', [frames], [head('p', ['n', 100])], ['p', null]],
    ['sizes that are not said', [tensor('x', 'uint8', ['n', 't', 27, 48, 3])], [head('p', [])], ['p', null]],
  ])('%s', (_, inputs, outputs, [single, all]) => {
    const found = shotInterface('m.onnx', { inputs, outputs });
    expect(found).toEqual({ input: { name: inputs[0]!.name, type: inputs[0]!.type }, single, all });
  });

  it.each([
    ['two inputs', [frames, frames], [head('p')], 'inputs are 2'],
    [
      'another size',
      [tensor('frames', 'uint8', [1, 100, 36, 64, 3])],
      [head('p')],
      'input "frames" is [1, 100, 36, 64, 3] of uint8',
    ],
    ['a batch of eight', [tensor('frames', 'uint8', [8, 100, 27, 48, 3])], [head('p')], 'input "frames" is [8, '],
    ['channels first', [tensor('x', 'uint8', [1, 3, 100, 27, 48])], [head('p')], 'input "x" is [1, 3, 100, 27, 48]'],
    [
      'half precision',
      [tensor('x', 'float16', [1, 100, 27, 48, 3])],
      [head('p')],
      'input "x" is [1, 100, 27, 48, 3] of float16',
    ],
    ['no tensor', [{ name: 'x', isTensor: false } as const], [head('p')], 'input "x" is no tensor'],
    ['no output', [frames], [], 'outputs are 0'],
    ['three outputs', [frames], [head('a'), head('b'), head('c')], 'outputs are 3'],
    ['one score a window', [frames], [head('p', ['n', 1])], 'output "p" is [n, 1] of float32'],
  ])('refused: %s', (_, inputs, outputs, message) => {
    expect(() => shotInterface('m.onnx', { inputs, outputs })).toThrow(
      expect.objectContaining({
        code: 'InvalidInput',
        message: expect.stringContaining(`m.onnx is not a shot model: ${message}`) as unknown,
      }),
    );
    expect(() => shotInterface('m.onnx', { inputs, outputs })).toThrow(/expected one input \[batch, 100, 27, 48, 3\]/);
  });
});
