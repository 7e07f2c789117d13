import { existsSync, readFileSync } from 'node:fs';
import { alignScript } from '../../core/align/align.ts';
import { parseScript } from '../../core/script/parse.ts';
import { parseSubtitles } from '../../core/subtitle/parse.ts';
import { countSpeeches, scoreSpeeches, type SpeechScores, type Truth } from '../../core/metrics/speeches.ts';
import { MEDIA } from './films.ts';
import { predict } from './predict.ts';

/** A speech of the gold: times in seconds, cues numbered from one. */
interface GoldRow {
  kind: string;
  speaker: string;
  start: number;
  end: number;
  cues: number[];
  text: string;
}

/** Scores on Elephants Dream, by hand; null where the shared media are not on this machine. */
export function scoreElephantsDream(): SpeechScores | null {
  const pair = `${MEDIA}pairs/elephants_dream/`;
  if (!existsSync(pair)) return null;
  const read = (name: string): string => readFileSync(pair + name, 'utf8');
  const { elements } = parseScript(read('elephants_dream.fountain'));
  const { cues } = parseSubtitles(read('elephants_dream.en.srt'));
  const gold = (JSON.parse(read('gold.json')) as GoldRow[]).filter((row) => row.kind === 'dialogue');
  const truth: Truth = {
    lines: gold.map(({ start, end, text }, line) => {
      return { line, startMs: Math.round(start * 1000), endMs: Math.round(end * 1000), kept: text.split(' ').length };
    }),
    cues: cues.map((_cue, index) =>
      gold.flatMap(({ speaker, cues: held }, line) => (held.includes(index + 1) ? [{ line, speaker }] : [])),
    ),
  };
  const aligned = alignScript({ elements, cues });
  const named = aligned.cues.map((cue) => cue.speakers);
  return scoreSpeeches(countSpeeches(predict(elements, aligned.lines), named, truth));
}
