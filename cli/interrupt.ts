import { Failure } from '../core/contract/errors.ts';

/** Turns the first Ctrl-C (or a polite kill) into an abort, so that everything is stopped in good order; a second one ends at once. */
export function interruption(): { signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(1);
    process.stderr.write('\nstopping; press Ctrl-C again to end at once\n');
    controller.abort(
      new Failure('WorkerLost', 'interrupted; what is finished is kept', {
        remedy: 'Run the same command again to go on.',
      }),
    );
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    dispose: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
