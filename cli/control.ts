import type { Command } from 'commander';
import { MESSAGES, corpusWorkflowId } from '../core/contract/workflows.ts';
import type { CorpusProgress } from '../core/contract/workflows.ts';
import { addVerb, finish } from './verb.ts';
import type { VerbResult } from './verb.ts';

/** What is told of a build that is paused. */
export const PAUSED = 'paused, go on with `storyloom resume`';

const CONTROLS = {
  pause: {
    update: MESSAGES.pause,
    summary: 'hold a running build: films stop before their next stage',
    past: 'paused',
  },
  resume: { update: MESSAGES.resume, summary: 'let a paused build go on', past: 'going on' },
  cancel: { update: MESSAGES.cancel, summary: 'end a running build; what is finished is kept', past: 'cancelling' },
} as const;

/** `pause`, `resume` and `cancel <uri>`: updates to the build that is under way. */
export function addControls(program: Command): void {
  for (const [name, control] of Object.entries(CONTROLS)) {
    addVerb(program, name, { summary: control.summary, examples: [`storyloom ${name} corpus`] })
      .argument('<uri>', 'the corpus')
      .action((uri: string, options: { json?: boolean }) => finish(options.json, () => tell(uri, control)));
  }
}

async function tell(uri: string, control: (typeof CONTROLS)[keyof typeof CONTROLS]): Promise<VerbResult> {
  const { openCorpus } = await import('./open-corpus.ts');
  const { attachRunning } = await import('./attach.ts');
  const { corpusIdOf } = await import('../adapters/temporal/state.ts');
  const store = await openCorpus(uri);
  try {
    const temporal = await attachRunning(store.uri);
    try {
      const handle = temporal.client.workflow.getHandle(corpusWorkflowId(corpusIdOf(store.uri)));
      const progress = await handle.executeUpdate<CorpusProgress, []>(control.update);
      const { total, done, running } = progress;
      const text = `${control.past}: ${done} of ${total} films are done, under way: ${running.join(', ') || 'none'}`;
      return { json: { corpus: store.uri, ...progress }, text };
    } finally {
      await temporal.close();
    }
  } finally {
    await store.close();
  }
}
