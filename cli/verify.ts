import type { Command } from 'commander';
import { Failure } from '../core/contract/errors.ts';
import { Progress } from './progress.ts';
import { addVerb, finish } from './verb.ts';

/** `verify <uri>`: proves that a corpus still is what its completion records say. */
export function addVerify(program: Command): void {
  addVerb(program, 'verify <uri>', {
    summary: 're-hash every blob, re-count every row and check the completion records of a corpus',
    examples: [
      'storyloom verify ./corpus',
      'storyloom verify s3://bucket/corpus --json',
      'storyloom verify ./corpus --repair && storyloom build films.jsonl --out ./corpus',
    ],
  })
    .option('--repair', 'remove changed blobs, so that the next build makes them again')
    .action(async (uri: string, options: { json?: boolean; repair?: boolean }) => {
      await finish(options.json, async () => {
        const { openStore } = await import('../adapters/store/open.ts');
        const { verifyCorpus } = await import('../adapters/corpus/verify.ts');
        const store = await openStore(uri);
        const progress = new Progress('verify');
        try {
          const report = await verifyCorpus(store, {
            repair: options.repair === true,
            onProgress: ({ films, blobs, bytes }) => {
              const note = `film ${films} · ${(bytes / 1e6).toFixed(0)} MB`;
              progress.update({ done: blobs, total: null, unit: 'blobs', note });
            },
          });
          if (report.films === 0) {
            throw new Failure('InvalidInput', 'The corpus has no finished film.', {
              file: store.uri,
              remedy: 'Run `storyloom build` first, or check the address.',
            });
          }
          const { problems, films, blobs, rows } = report;
          const sums = `${films} films, ${blobs} blobs, ${rows} rows`;
          const lines = problems.map(({ film, what, message }) => `${film ?? store.uri}: ${what}: ${message}`);
          const verdict = problems.length === 0 ? `ok: ${sums}` : `${problems.length} problems in ${sums}`;
          const ok = problems.length === 0;
          return {
            json: { uri: store.uri, ok, ...report },
            text: [...lines, verdict].join('\n'),
            exitCode: ok ? 0 : 1,
          };
        } finally {
          progress.end();
          await store.close();
        }
      });
    });
}
