import type { Store } from '../adapters/store/store.ts';
import type { BuildOptions } from '../core/contract/stages.ts';
import type { CorpusProgress } from '../core/contract/workflows.ts';
import type { Models } from '../core/schema/models.ts';
import { type ChatBill, chatCost, pricesOf } from './chat-cost.ts';
import { readFilmStates, sumCounts } from './corpus-state.ts';
import type { FilmState } from './corpus-state.ts';
import { formatSeconds } from './progress.ts';
import type { VerbResult } from './verb.ts';

/** What a build or retry did, for people and scripts. Films of the corpus that were not part of it are left out. */
export async function reportBuild(
  store: Store,
  progress: CorpusProgress,
  about: { films: Set<string>; seconds: number; options: BuildOptions; models: Models | null },
): Promise<VerbResult> {
  const states = (await readFilmStates(store, new Map(), () => null)).filter(({ film }) => about.films.has(film));
  const done = states.filter(({ status }) => status === 'done').map(({ film }) => film);
  const failures = states.filter(({ status }) => status === 'failed' || status === 'quarantined');
  const counts = await sumCounts(store, done);
  const chat = await chatCost(store, done, pricesOf(about.options, about.models));
  const { failed, quarantined, cancelled } = progress;
  const json = {
    corpus: store.uri,
    films: { total: states.length, done: done.length, failed, quarantined, cancelled },
    failures: failures.map(describeFailed),
    counts,
    ...(chat == null ? {} : { chat }),
    seconds: about.seconds,
  };
  const lines = [
    `${done.length} of ${states.length} films are done in ${store.uri} (${formatSeconds(about.seconds)})`,
    `  ${['shots', 'keyframes', 'lines', 'instances', 'entities', 'stories', 'rejects'].map((name) => `${counts[name] ?? 0} ${name}`).join(', ')}`,
    ...(chat == null ? [] : [`  language model: ${describeBill(chat)}`]),
    ...failures.map(explainFailed),
    failures.length > 0
      ? `Mend the causes, then: storyloom retry ${quote(store.uri)}`
      : `Next: storyloom export ${quote(store.uri)} --format storymovie --out dataset`,
  ];
  const whole = done.length === states.length;
  return { json, text: lines.join('\n'), exitCode: whole ? 0 : 1 };
}

function describeBill({ requests, promptTokens, completionTokens, price }: ChatBill): string {
  const tokens = `${requests} requests, ${promptTokens} tokens in, ${completionTokens} out`;
  return price === undefined ? tokens : `${tokens}, ${price} at the configured prices`;
}

/** A failed film as `--json` lists it. */
export function describeFailed(state: FilmState): object {
  const { film, status, stage, failureClass, lastError, remedy, attempts, url } = state;
  return { film, status, stage, class: failureClass, message: lastError, remedy, attempts, url };
}

/** A failed film for people: which, where, why, and what to do. */
export function explainFailed(state: FilmState): string {
  const where = `${state.film}: ${state.status} at ${state.stage}, ${state.failureClass}: ${state.lastError}`;
  return `  ✗ ${where}\n    remedy: ${state.remedy}`;
}

/** A path or URI as a shell takes it. */
export function quote(uri: string): string {
  const path = uri.startsWith('file://') && !uri.includes('%') ? uri.slice('file://'.length) : uri;
  return /^[\w./:@-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
