import { putTable } from '../adapters/store/tables.ts';
import type { StageInput, StageResult } from '../core/contract/stages.ts';
import { alignScript } from '../core/align/align.ts';
import { cue, element } from '../core/schema/text.ts';
import type { ActivityCall } from './activity.ts';
import type { Deps } from './deps.ts';
import { rowsOf } from './rows.ts';
import { runStage } from './stage.ts';

/** Screenplay × subtitles → times on script lines, speakers on cues. Absent unless the film has both. */
export async function align(deps: Deps, input: StageInput, call: ActivityCall): Promise<StageResult> {
  const identity = { stage: 'align' as const, uses: ['subtitles.cues', 'script.elements'], parameters: {} };
  return runStage(deps, input, identity, call, async ({ store, inputs }) => {
    const [cueTable, elementTable] = [inputs['subtitles.cues'], inputs['script.elements']];
    if (cueTable == null || elementTable == null) {
      const missing = [cueTable == null && 'subtitles', elementTable == null && 'screenplay'].filter(Boolean);
      return { outputs: {}, absent: `the film has no ${missing.join(' and no ')} to align` };
    }
    const cues = await rowsOf(store, cueTable, cue);
    const elements = await rowsOf(store, elementTable, element);
    const aligned = alignScript({ elements, cues });
    const lines = aligned.lines.map(({ reason: _reason, ...line }) => ({ film: input.film.id, ...line }));
    return {
      outputs: { lines: await putTable(store, lines), cues: await putTable(store, aligned.cues) },
      counts: { lines: lines.length, timed: lines.filter((line) => line.startMs != null).length },
    };
  });
}
