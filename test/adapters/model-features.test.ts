import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeFeatures, encodeFeatures } from '../../adapters/model/features.ts';

test('a row is little-endian float32 in base64', () => {
  const row = encodeFeatures({ keyframe: 3, index: 1, face: Float32Array.of(1, -2), appearance: null });
  expect(row).toBe('{"keyframe":3,"index":1,"face":"AACAPwAAAMA=","appearance":null}');
});

test('embeddings come back bit for bit', () => {
  const vector = fc.option(fc.float32Array({ noNaN: true, maxLength: 20 }));
  fc.assert(
    fc.property(fc.nat(), fc.nat(), vector, vector, (keyframe, index, face, appearance) => {
      const features = { keyframe, index, face, appearance };
      expect(decodeFeatures(encodeFeatures(features))).toEqual(features);
    }),
  );
});

test.each([
  ['no JSON', '{'],
  ['no row', '{"keyframe":1}'],
  ['no base64', '{"keyframe":1,"index":0,"face":"é","appearance":null}'],
  ['cut off floats', '{"keyframe":1,"index":0,"face":"AACA","appearance":null}'],
])('%s is StoreCorrupt that names the place', (_, row) => {
  expect(() => decodeFeatures(row, 'line 3')).toThrow(
    expect.objectContaining({ code: 'StoreCorrupt', details: { at: 'line 3' } }),
  );
});
