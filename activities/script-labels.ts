import { actionNouns } from '../adapters/text/action-nouns.ts';
import type { Store } from '../adapters/store/store.ts';
import { getTable } from '../adapters/store/tables.ts';
import type { StageInput } from '../core/contract/stages.ts';
import type { Models } from '../core/schema/models.ts';
import { element } from '../core/schema/text.ts';

/** What the film's own action lines name and the configured detector shall look for besides its labels. */
export async function scriptLabels(store: Store, { inputs }: StageInput, models: Models | null): Promise<string[]> {
  const detect = models?.detect;
  const elements = inputs['script.elements'];
  if (detect?.backend !== 'onnx' || detect.scriptNouns === 0 || elements === undefined) return [];
  const lines: string[] = [];
  for await (const { kind, text } of getTable(store, elements, { schema: element })) {
    if (kind === 'action') lines.push(text);
  }
  return actionNouns(lines, { most: detect.scriptNouns, except: detect.labels });
}
