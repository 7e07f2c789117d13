import { openDecoding } from '../../adapters/media/libav-decode.ts';
import { openInput } from '../../adapters/media/libav-input.ts';
import type { Cost } from './measure.ts';

/**
 * Decodes a film with the decoder and the threads of the shot pass, looks at no frame, and prints what that cost without
 * the start of the process. Usage: `node --import tsx bench/pass/decoding-alone.ts FILM`.
 */
const film = process.argv[2]!;
const startedAt = performance.now();
const before = process.cpuUsage();
const decoding = await openDecoding(await openInput(film, film), null, () => undefined);
const frames = decoding.frames();
while (frames.next().done !== true);
decoding.close();
const { user, system } = process.cpuUsage(before);
const cost: Cost = { ms: Math.round(performance.now() - startedAt), cpuMs: Math.round((user + system) / 1000) };
process.stdout.write(JSON.stringify(cost));
