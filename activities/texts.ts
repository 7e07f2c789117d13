import { putTable, readBlob } from '../adapters/store/tables.ts';
import type { Store } from '../adapters/store/store.ts';
import { readScriptBytes } from '../adapters/text/script.ts';
import { readSubtitleBytes } from '../adapters/text/subtitle-bytes.ts';
import { Failure } from '../core/contract/errors.ts';
import type { Ref } from '../core/contract/refs.ts';
import { speakersOf } from '../core/script/speakers.ts';
import type { StageInput, StageResult } from '../core/contract/stages.ts';
import type { ActivityCall } from './activity.ts';
import type { Deps } from './deps.ts';
import type { TextsRecord } from './ingest.ts';
import { runStage } from './stage.ts';
import { syncCues } from './sync-cues.ts';

/** Subtitle file or track → cues. Absent without either. A file's clock is compared with the film where that is wanted. */
export async function subtitles(deps: Deps, input: StageInput, call: ActivityCall): Promise<StageResult> {
  const syncsBySound = input.options.syncBySound === true;
  const identity = {
    stage: 'subtitles' as const,
    uses: ['ingest.subtitles', 'ingest.texts', ...(syncsBySound ? ['ingest.source'] : [])],
    parameters: syncsBySound ? { syncBySound: true, engine: (await deps.media()).name } : {},
  };
  return runStage(deps, input, identity, call, async ({ store, inputs, signal }) => {
    const texts = await readTexts(store, inputs);
    if (inputs['ingest.subtitles'] == null) {
      return { outputs: {}, absent: texts.reason ?? 'the film has no subtitles' };
    }
    const fileName = texts.subtitles?.name ?? 'subtitles';
    const parsed = await naming(fileName, async () => {
      const bytes = await readBlob(store, inputs['ingest.subtitles']!.key);
      return readSubtitleBytes(bytes, { fileName });
    });
    // A track of the film itself keeps the film's clock.
    const compares = syncsBySound && texts.subtitles?.from === 'file';
    const synced = compares ? await syncCues(deps, input.film, parsed.cues, signal) : null;
    const cues = (synced?.cues ?? parsed.cues).map((cue) => ({ film: input.film.id, ...cue }));
    const issues = synced === null ? parsed.issues : [...parsed.issues, synced.issue];
    return {
      outputs: { cues: await putTable(store, cues), issues: await putTable(store, issues) },
      counts: { cues: cues.length, issues: issues.length },
    };
  });
}

/** Screenplay → elements. Absent without one. */
export async function script(deps: Deps, input: StageInput, call: ActivityCall): Promise<StageResult> {
  const identity = { stage: 'script' as const, uses: ['ingest.script', 'ingest.texts'], parameters: {} };
  return runStage(deps, input, identity, call, async ({ store, inputs }) => {
    const texts = await readTexts(store, inputs);
    if (inputs['ingest.script'] == null) {
      return { outputs: {}, absent: 'the manifest row names no screenplay' };
    }
    const fileName = texts.script?.name ?? 'screenplay';
    const parsed = await naming(fileName, async () => {
      return readScriptBytes(await readBlob(store, inputs['ingest.script']!.key), { file: fileName });
    });
    const elements = parsed.elements.map((element) => ({ film: input.film.id, ...element }));
    const speakers = speakersOf(elements).map((speaker) => ({ film: input.film.id, ...speaker }));
    return {
      outputs: {
        elements: await putTable(store, elements),
        speakers: await putTable(store, speakers),
        issues: await putTable(store, parsed.issues),
      },
      counts: { elements: elements.length, speakers: speakers.length, issues: parsed.issues.length },
    };
  });
}

async function readTexts(store: Store, inputs: Record<string, Ref>): Promise<TextsRecord> {
  return JSON.parse(Buffer.from(await readBlob(store, inputs['ingest.texts']!.key)).toString('utf8')) as TextsRecord;
}

/** Puts the file's name into a failure of its parser, which sees only text. */
async function naming<T>(file: string, parse: () => Promise<T>): Promise<T> {
  try {
    return await parse();
  } catch (error) {
    if (!(error instanceof Failure) || error.details.file != null) throw error;
    throw new Failure(error.code, `${file}: ${error.message}`, { ...error.details, file }, { cause: error });
  }
}
