import { modelsOf } from '../adapters/corpus/build-models.ts';
import { rowsOfPlan } from './plan.ts';
import type { Plan } from './plan.ts';
import { reportBuild } from './report.ts';
import { runBuild } from './run-build.ts';
import { interruption } from './interrupt.ts';
import type { VerbResult } from './verb.ts';
import { watchBuild } from './watch.ts';

/** Runs a plan with progress on stderr and reports what came out: the common part of `build` and `retry`. */
export async function runFilms(plan: Plan, label: string): Promise<VerbResult> {
  const { store, input } = plan;
  const startedAt = Date.now();
  const watch = watchBuild(label);
  const interrupt = interruption();
  const notice = (text: string): void => {
    watch.end();
    process.stderr.write(`${text}\n`);
  };
  try {
    const models = await modelsOf(store, input.options);
    const progress = await runBuild({
      corpusUri: store.uri,
      input,
      models,
      signal: interrupt.signal,
      notice,
      watch,
      onUi: (url) => {
        if (url != null) notice(`Temporal UI: ${url}`);
      },
    });
    watch.end();
    const films = await rowsOfPlan(plan);
    const seconds = Math.round((Date.now() - startedAt) / 100) / 10;
    return await reportBuild(store, progress, { films, seconds, options: input.options, models });
  } finally {
    watch.end();
    interrupt.dispose();
    await store.close();
  }
}
