import { dialogueOf } from '../../core/align/tokens.ts';
import type { PredictedSpeech } from '../../core/metrics/speeches.ts';
import type { ScriptElement } from '../../core/script/element.ts';
import { wordsOf } from './disturb.ts';

/** Adds to each line how many words the script gives it. */
export function predict(
  elements: ScriptElement[],
  lines: readonly { startMs: number | null; endMs: number | null; confidence: number }[],
): PredictedSpeech[] {
  const dialogue = dialogueOf(elements);
  return lines.map(({ startMs, endMs, confidence }, index) => {
    return { startMs, endMs, confidence, words: wordsOf(dialogue[index]!.text).length };
  });
}
