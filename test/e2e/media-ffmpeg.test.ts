import { describe, it } from 'vitest';
import { createFfmpegEngine } from '../../adapters/media/ffmpeg.ts';
import { findFfmpeg } from '../../adapters/media/ffmpeg-find.ts';
import { mediaConformance } from './media-conformance.ts';

const binary = await findFfmpeg();

if (binary != null) mediaConformance('ffmpeg', () => Promise.resolve(createFfmpegEngine(binary)));
else describe.skip('media engine: ffmpeg', () => it('needs an ffmpeg binary'));
