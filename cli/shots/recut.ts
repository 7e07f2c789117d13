import { rescan } from '../../adapters/media/rescan.ts';
import type { DetectorOptions } from '../../core/keyframe/options.ts';
import type { FoundShots } from './scan.ts';
import { writeStats } from './stats.ts';

interface RecutRequest {
  detector: Partial<DetectorOptions>;
  stats: string | null;
}

/** Finds the shots again from the signals that an earlier scan kept. There are no keyframes, since there are no pictures. */
export async function recutVideo(signals: string, { detector, stats }: RecutRequest): Promise<FoundShots> {
  const scan = await rescan(signals, { detector });
  if (stats != null) await writeStats(stats, signals, scan.shots);
  return { ...scan, engine: 'signals', keyframes: [] };
}
