import { readFileSync } from 'node:fs';
import { parseScript } from '../../core/script/parse.ts';
import { parseSubtitles } from '../../core/subtitle/parse.ts';
import { alignScript } from '../../core/align/align.ts';
const names = ['chinatown', 'birthday_girl', 'mission_impossible', 'mystery_men', 'The_Assignment'];
const read = (n: string, e: string) => {
  const b = readFileSync(`/tmp/real/${n}.${e}`);
  const t = b.toString('utf8');
  return t.includes('\ufffd') ? b.toString('latin1') : t;
};
for (const s of names)
  for (const u of names) {
    try {
      const el = parseScript(read(s, 'txt')).elements,
        cues = parseSubtitles(read(u, 'srt')).cues;
      const t = performance.now();
      try {
        const a = alignScript({ elements: el, cues });
        const { evidence, ...x } = a.summary;
        console.log(
          s,
          u,
          Math.round(performance.now() - t) + 'ms',
          JSON.stringify(x).slice(0, 300),
          evidence.fourGramShare,
          evidence.explainedShare,
        );
      } catch (e: any) {
        console.log(
          s,
          u,
          'REFUSED',
          Math.round(performance.now() - t) + 'ms',
          e.message,
          e.details?.evidence?.fourGramShare,
          e.details?.evidence?.explainedShare,
        );
      }
    } catch (e: any) {
      console.log(s, u, 'parse', e.message);
    }
  }
