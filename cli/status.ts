import type { Command } from 'commander';
import type { RunningBuild } from './attach.ts';
import { PAUSED } from './control.ts';
import type { FilmState } from './corpus-state.ts';
import { addVerb, finish } from './verb.ts';
import type { VerbResult } from './verb.ts';

/** `status <uri>` and `failures <uri>`: what the store proves and what runs, with or without a server. */
export function addStatus(program: Command): void {
  addVerb(program, 'status', {
    summary: 'show every film of a corpus: stage, percent, attempts, failure, link',
    examples: ['storyloom status corpus', 'storyloom status s3://bucket/corpus --json'],
  })
    .argument('<uri>', 'the corpus')
    .action((uri: string, options: { json?: boolean }) => finish(options.json, () => status(uri)));
  addVerb(program, 'failures', {
    summary: 'show the films that failed: where, why, and what to do',
    examples: ['storyloom failures corpus', 'storyloom failures corpus --class CorruptMedia --json'],
  })
    .argument('<uri>', 'the corpus')
    .option('--class <class>', 'only failures of this class')
    .option('--stage <stage>', 'only failures at this stage')
    .action((uri: string, options: { json?: boolean; class?: string; stage?: string }) =>
      finish(options.json, () => failures(uri, options)),
    );
}

/** What is told of a build that is under way, beside its films. */
const BUILDS = { running: null, paused: PAUSED, cancelling: 'being cancelled' };

async function status(uri: string): Promise<VerbResult> {
  const { corpus, build, states } = await look(uri);
  const counts: Record<string, number> = {};
  for (const state of states) counts[state.status] = (counts[state.status] ?? 0) + 1;
  const films = states.map(({ remedy, ...state }) => ({ ...state, ...(remedy == null ? {} : { remedy }) }));
  const summary = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  const note = build == null ? null : BUILDS[build];
  const head = `${corpus}: ${summary.join(', ')}${note == null ? '' : ` · ${note}`}`;
  return { json: { corpus, build, counts, films }, text: [head, ...states.map(statusLine)].join('\n') };
}

async function failures(uri: string, only: { class?: string; stage?: string }): Promise<VerbResult> {
  const { describeFailed, explainFailed } = await import('./report.ts');
  const { corpus, states } = await look(uri);
  const failed = states
    .filter(({ failureClass }) => failureClass != null && (only.class == null || failureClass === only.class))
    .filter(({ stage }) => only.stage == null || stage === only.stage);
  const head = failed.length === 0 ? `no film of ${corpus} has failed` : `${failed.length} films of ${corpus} failed:`;
  return {
    json: { corpus, failures: failed.map(describeFailed) },
    text: [head, ...failed.map(explainFailed)].join('\n'),
  };
}

async function look(uri: string): Promise<{ corpus: string; build: RunningBuild['state']; states: FilmState[] }> {
  const { openCorpus } = await import('./open-corpus.ts');
  const { attach, filmUrl, runningBuild } = await import('./attach.ts');
  const { readFilmStates } = await import('./corpus-state.ts');
  const store = await openCorpus(uri);
  const attachment = await attach(store.uri);
  try {
    const { state: build, films } = await runningBuild(attachment, store.uri);
    const states = await readFilmStates(store, films, (film) => filmUrl(attachment, store.uri, film));
    return { corpus: store.uri, build, states };
  } finally {
    await attachment.temporal?.close();
    await store.close();
  }
}

function statusLine(state: FilmState): string {
  const parts = [state.film.padEnd(24), state.status.padEnd(11), `${state.percent} %`.padStart(5)];
  parts.push((state.stage ?? '').padEnd(10));
  if (state.attempts != null && state.attempts > 1) parts.push(`attempt ${state.attempts}`);
  if (state.lastError != null) parts.push(`${state.failureClass ?? ''} ${state.lastError}`.trim());
  const head = `  ${parts.join(' ').trimEnd()}`;
  return state.url != null && state.status !== 'waiting' ? `${head}\n      ${state.url}` : head;
}
