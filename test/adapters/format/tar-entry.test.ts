import fc from 'fast-check';
import { pack } from 'tar-stream';
import { expect, it } from 'vitest';
import { TAR_END_BYTES, tarHead, tarPadding } from '../../../adapters/format/tar-entry.ts';

async function byLibrary(name: string, content: Buffer): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name, size: content.length, mode: 0o644, uid: 0, gid: 0, mtime: new Date(0) }, content);
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

const NAMES = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'Z', '7', '-', '_', '%', '.'), minLength: 1, maxLength: 230 }),
  fc.string({ unit: fc.constantFrom('a', 'é', '映', '🎬'), minLength: 1, maxLength: 120 }),
);

it('writes the bytes that tar-stream writes', async () => {
  const entry = fc.tuple(NAMES, fc.uint8Array({ maxLength: 1600 }));
  await fc.assert(
    fc.asyncProperty(entry, async ([name, bytes]) => {
      const content = Buffer.from(bytes);
      const padding = Buffer.alloc(tarPadding(content.length));
      const ours = Buffer.concat([tarHead(name, content.length), content, padding, Buffer.alloc(TAR_END_BYTES)]);
      expect(ours.equals(await byLibrary(name, content))).toBe(true);
    }),
    {
      numRuns: 200,
      seed: 1,
      examples: [[['x'.repeat(100), new Uint8Array(512)]], [['x'.repeat(101), new Uint8Array()]]],
    },
  );
});
