import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rescan } from '../../adapters/media/rescan.ts';
import type { SignalEnd, SignalledFrame } from '../../adapters/media/signal-format.ts';
import { withSignals } from '../../adapters/media/signal-reader.ts';
import { SignalWriter } from '../../adapters/media/signal-writer.ts';
import { MEDIA_INFO } from '../support/activities.ts';

const END = { endMs: 5_000, decodeErrors: 0, letterbox: null, issues: [] };

describe('signals on disk', () => {
  let folder = '';
  const at = (name: string): string => join(folder, name);
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'storyloom-signals-'))));
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const write = (file: string, frames: readonly SignalledFrame[]): string => {
    const writer = new SignalWriter(at(file), MEDIA_INFO);
    for (const frame of frames) writer.push(frame);
    writer.finish(END);
    return at(file);
  };
  const read = (file: string): Promise<{ frames: SignalledFrame[]; end: SignalEnd }> =>
    withSignals(file, async (signals) => {
      const frames: SignalledFrame[] = [];
      const film = signals.frames();
      for (;;) {
        const next = await film.next();
        if (next.done === true) return { frames, end: next.value };
        frames.push(next.value);
      }
    });
  const film = (count: number): SignalledFrame[] =>
    Array.from({ length: count }, (_, index) => {
      const plane = (salt: number): Uint8Array =>
        Uint8Array.from({ length: 12 }, (_value, cell) => cell * index * salt);
      const thumbnail = { columns: 4, rows: 3, luma: plane(7), cb: plane(31), cr: plane(151) };
      return { timeMs: index * 41 - 80, thumbnail };
    });

  it('reads back what was written, for any planes, times and number of frames', async () => {
    const plane = fc.uint8Array({ minLength: 12, maxLength: 12 });
    const frame = fc.record({
      timeMs: fc.maxSafeInteger(),
      thumbnail: fc.record({
        columns: fc.constant(4),
        rows: fc.constant(3),
        luma: plane,
        cb: plane,
        cr: plane,
      }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 150 }), async (frames) => {
        const found = await read(write('any.signals', frames));
        expect(found).toEqual({ frames, end: { ...END, frames: frames.length } });
      }),
      { numRuns: 25 },
    );
  });

  it('refuses what is no file of signals, or not all of one, and says where', async () => {
    const whole = await readFile(write('whole.signals', film(150)));
    const refused: [string, Uint8Array, string][] = [
      ['another kind', Buffer.from('frame,timeMs\n'), 'byte 0'],
      ['nothing', Buffer.alloc(0), 'byte 0'],
      ['cut in its last block', whole.subarray(0, whole.length - 120), 'frame 128'],
      ['damaged in its last block', damaged(whole, whole.length - 150), 'frame 128'],
    ];
    for (const [name, bytes, place] of refused) {
      await writeFile(at('bad.signals'), bytes);
      const failure = await rescan(at('bad.signals')).catch((error: unknown) => error);
      expect([name, failure]).toMatchObject([name, { code: 'InvalidInput', details: { at: place } }]);
    }
    await expect(rescan(at('absent.signals'))).rejects.toMatchObject({ code: 'InvalidInput' });
  });
});

function damaged(bytes: Buffer, from: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.fill(0xff, from, from + 40);
  return copy;
}
