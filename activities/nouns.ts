import { setImmediate } from 'node:timers/promises';
import { modelsOf } from '../adapters/corpus/build-models.ts';
import { putTable } from '../adapters/store/tables.ts';
import { commonestNouns, NounTagger } from '../adapters/text/nouns.ts';
import type { StageInput, StageResult } from '../core/contract/stages.ts';
import type { Description } from '../core/schema/description.ts';
import type { FilmLabels } from '../core/schema/labels.ts';
import { keyframe } from '../core/schema/media.ts';
import type { Models } from '../core/schema/models.ts';
import { element } from '../core/schema/text.ts';
import type { ActivityCall } from './activity.ts';
import type { Deps } from './deps.ts';
import { captionModelOf, describeKeyframes } from './describe-keyframes.ts';
import { rowsOf } from './rows.ts';
import { runStage, type StageCall } from './stage.ts';

/**
 * What a detector is told to look for in a film, as far as the configuration asks for it: nouns of the action lines in all
 * pictures, nouns of the captions of a shot in those of it. A model that sees captions keyframes before anything is found.
 */
export async function nouns(deps: Deps, input: StageInput, call: ActivityCall): Promise<StageResult> {
  const { labels, scriptNouns, captionNouns } = toldOf(await modelsOf(await deps.store(input.corpus), input.options));
  const model = captionNouns === 0 ? null : captionModelOf(input.options);
  const uses = [...(scriptNouns === 0 ? [] : ['script.elements']), ...(model === null ? [] : ['shots.keyframes'])];
  const parameters = { labels, scriptNouns, captionNouns, model };
  return runStage(deps, input, { stage: 'nouns', uses, parameters }, call, async (own) => {
    const { store, inputs } = own;
    const film = input.film.id;
    const action = (await rowsOf(store, inputs['script.elements'], element)).filter(({ kind }) => kind === 'action');
    const ofAction = await nounsOf(action, ({ text }) => text, { ...own, unit: 'action lines' });
    const ofFilm = commonestNouns(ofAction.values(), { most: scriptNouns, except: labels });
    const rows: FilmLabels[] = ofFilm.length === 0 ? [] : [{ film, shot: null, labels: ofFilm }];
    const said = model === null ? null : await describeKeyframes(deps, own, { stage: 'nouns', model, instances: [] });
    const except = [...labels, ...ofFilm];
    for (const [shot, captions] of await captionsByShot(own, said?.descriptions ?? [])) {
      const ofShot = commonestNouns(captions, { most: captionNouns, except });
      if (ofShot.length > 0) rows.push({ film, shot, labels: ofShot });
    }
    return {
      outputs: { labels: await putTable(store, rows), rejects: await putTable(store, said?.rejects ?? []) },
      counts: { labels: new Set(rows.flatMap((row) => row.labels)).size, ...said?.cost },
    };
  });
}

/** What detectors that take words are told; others look for what they were trained on. */
function toldOf(models: Models | null): { labels: string[]; scriptNouns: number; captionNouns: number } {
  const detect = models?.detect;
  return detect?.backend === 'onnx' ? detect : { labels: [], scriptNouns: 0, captionNouns: 0 };
}

/** Nouns of each thing's line. */
async function nounsOf<Thing>(
  things: readonly Thing[],
  lineOf: (thing: Thing) => string,
  { signal, report, unit }: Pick<ActivityCall, 'signal' | 'report'> & { unit: string },
): Promise<Map<Thing, string[]>> {
  const tagger = new NounTagger();
  const found = new Map<Thing, string[]>();
  for (const thing of things) {
    signal.throwIfAborted();
    found.set(thing, tagger.nounsIn(lineOf(thing)));
    report({ done: found.size, total: things.length, unit });
    // A line takes milliseconds: heartbeats and other activities go on between them.
    await setImmediate();
  }
  return found;
}

/** Nouns of the captions of each shot's keyframes. */
async function captionsByShot(own: StageCall, descriptions: readonly Description[]): Promise<Map<number, string[][]>> {
  const tagged = await nounsOf(descriptions, ({ caption }) => caption, { ...own, unit: 'captions' });
  const byKeyframe = new Map([...tagged].map(([{ keyframe: index }, found]) => [index, found]));
  const said = new Map<number, string[][]>();
  for (const { shot, index, duplicateOf } of await rowsOf(own.store, own.inputs['shots.keyframes'], keyframe)) {
    // What repeats an earlier keyframe shows what that shows, and was not described again.
    const found = byKeyframe.get(duplicateOf ?? index);
    if (found !== undefined) said.set(shot, [...(said.get(shot) ?? []), found]);
  }
  return said;
}
