import { benchScripts, makeFilm, SEEDS } from './films.ts';
import { LEVELS } from './levels.ts';
import { alignScript } from '../../core/align/align.ts';
import { countSpeeches, scoreSpeeches, sumSpeeches } from '../../core/metrics/speeches.ts';
import { predict } from './predict.ts';
const half = (process.argv[2] ?? 'seen') as 'seen';
const scripts = benchScripts(half);
for (const level of LEVELS) {
  const all = [];
  let ms = 0;
  let max = 0;
  for (const s of scripts)
    for (const seed of SEEDS[half]) {
      const f = makeFilm(s, level, seed);
      const t = performance.now();
      let a;
      try {
        a = alignScript({ elements: f.elements, cues: f.cues });
      } catch (e) {
        console.log(
          'REFUSED',
          s.name,
          level.name,
          seed,
          (e as Error).message,
          JSON.stringify((e as any).details?.evidence),
        );
        continue;
      }
      const d = performance.now() - t;
      ms += d;
      max = Math.max(max, d);
      all.push(
        countSpeeches(
          predict(f.elements, a.lines),
          a.cues.map((c) => c.speakers),
          f.truth,
        ),
      );
    }
  const r = scoreSpeeches(sumSpeeches(all));
  console.log(
    level.name.padEnd(16),
    Object.entries(r)
      .map(([k, v]) => `${k}=${typeof v === 'number' ? (v > 10 ? Math.round(v) : v.toFixed(4)) : v}`)
      .join(' '),
    `ms=${Math.round(ms / all.length)} max=${Math.round(max)}`,
  );
}
