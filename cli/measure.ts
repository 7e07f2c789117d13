import { readFileSync } from 'node:fs';
import { corpusWorkflowId } from '../core/contract/workflows.ts';
import type { TemporalClient } from './temporal.ts';

/** Events in the histories of a corpus's workflows: the longest run of the parent, the longest film. */
export async function historyEvents(
  { client }: TemporalClient,
  corpusId: string,
  films: number,
): Promise<{ parentHistoryEvents: number; maxFilmHistoryEvents: number; filmsSeen: number }> {
  let parentHistoryEvents = 0;
  let maxFilmHistoryEvents = 0;
  const seen = new Set<string>();
  // The list is written after the workflows end: ask until every film is in it.
  const deadline = Date.now() + 30_000;
  while (seen.size < films && Date.now() < deadline) {
    for await (const run of client.workflow.list({ query: `Corpus = '${corpusId}'` })) {
      if (run.workflowId === corpusWorkflowId(corpusId)) {
        parentHistoryEvents = Math.max(parentHistoryEvents, run.historyLength);
      } else if (run.status.name !== 'RUNNING') {
        seen.add(run.workflowId);
        maxFilmHistoryEvents = Math.max(maxFilmHistoryEvents, run.historyLength);
      }
    }
  }
  return { parentHistoryEvents, maxFilmHistoryEvents, filmsSeen: seen.size };
}

/** Resident memory of processes together, in MiB; 0 where there is no /proc. */
export function residentMiB(pids: (number | null)[]): number {
  let kib = 0;
  for (const pid of pids) {
    if (pid == null) continue;
    try {
      kib += Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
    } catch {
      continue;
    }
  }
  return Math.round(kib / 1024);
}
