import type { CorpusProgress } from '../core/contract/workflows.ts';
import { PAUSED } from './control.ts';
import type { Watcher } from './corpus-run.ts';
import type { RunningFilm } from './film-runs.ts';
import { Progress } from './progress.ts';

/** Progress of a build on stderr: how many films, how long still, and what those under way are doing. */
export function watchBuild(label: string): Watcher & { end(): void } {
  const line = new Progress(label);
  return {
    update: (progress, films) =>
      line.update({ done: ended(progress), total: progress.total, unit: 'films', note: describe(progress, films) }),
    end: () => line.end(),
  };
}

function ended({ done, failed, quarantined, cancelled }: CorpusProgress): number {
  return done + failed + quarantined + cancelled;
}

function describe(progress: CorpusProgress, films: RunningFilm[]): string {
  const state = progress.paused ? [PAUSED] : [];
  const bad = progress.failed + progress.quarantined;
  if (bad > 0) state.push(`${bad} failed`);
  for (const { film, stage, percent, detail } of films) state.push(`${film}: ${stage} ${detail ?? `${percent} %`}`);
  return state.join(' · ') || 'starting';
}
