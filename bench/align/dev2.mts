import { benchScripts, makeFilm, SEEDS } from './films.ts';
import { LEVELS } from './levels.ts';
import { plainLcs, needlemanWunsch } from './baselines.ts';
import { countSpeeches, scoreSpeeches, sumSpeeches } from '../../core/metrics/speeches.ts';
import { predict } from './predict.ts';
const half = (process.argv[2] ?? 'seen') as 'seen';
const scripts = benchScripts(half);
for (const [name, fn] of [
  ['lcs', plainLcs],
  ['nw', needlemanWunsch],
] as const)
  for (const level of LEVELS) {
    const all = [];
    const t = performance.now();
    for (const s of scripts)
      for (const seed of SEEDS[half].slice(0, 1)) {
        const f = makeFilm(s, level, seed);
        const a = fn(f.elements, f.cues);
        all.push(countSpeeches(predict(f.elements, a.lines), a.cues, f.truth));
      }
    const r = scoreSpeeches(sumSpeeches(all));
    console.log(
      name,
      level.name.padEnd(16),
      Object.entries(r)
        .map(([k, v]) => `${k}=${typeof v === 'number' ? (v > 10 ? Math.round(v) : v.toFixed(4)) : v}`)
        .join(' '),
      Math.round(performance.now() - t),
    );
  }
