import { benchScripts, makeFilm, SEEDS } from './films.ts';
import { LEVELS } from './levels.ts';
import { alignScript } from '../../core/align/align.ts';
import { countSpeeches } from '../../core/metrics/speeches.ts';
import { predict } from './predict.ts';
import { writeFileSync } from 'node:fs';
const rows: unknown[] = [];
for (const level of LEVELS)
  for (const s of benchScripts('seen'))
    for (const seed of SEEDS.seen) {
      const f = makeFilm(s, level, seed);
      (globalThis as any).RAW = true;
      let a;
      try {
        a = alignScript({ elements: f.elements, cues: f.cues });
      } catch {
        continue;
      }
      const feats = (globalThis as any).FEATURES as (number[] | null)[];
      const p = predict(f.elements, a.lines);
      const truth = { ...f.truth, cues: [] };
      const c = countSpeeches(
        p.map((x, i) => ({ ...x, confidence: i })),
        [],
        truth,
      );
      const cut = new Set(f.truth.lines.map((l) => l.line));
      for (const [line, right] of c.judged)
        rows.push([level.name, s.name, feats[line], right ? 1 : 0, cut.has(line) ? 0 : 1]);
    }
writeFileSync('/tmp/rows.json', JSON.stringify({ names: (globalThis as any).NAMES, rows }));
console.log(rows.length);
