import { benchScripts, makeFilm, SEEDS } from './films.ts';
import { LEVELS } from './levels.ts';
import { alignScript } from '../../core/align/align.ts';
const level = LEVELS.find((l) => l.name.startsWith(process.argv[2]!))!;
const buckets: Record<string, number[]> = {};
let shown = 0;
for (const s of benchScripts('seen'))
  for (const seed of SEEDS.seen) {
    const f = makeFilm(s, level, seed);
    let a;
    try {
      a = alignScript({ elements: f.elements, cues: f.cues });
    } catch {
      continue;
    }
    for (const [i, real] of f.truth.cues.entries()) {
      const c = a.cues[i]!;
      const scripted = real.some((x) => x.line !== null);
      if (!c.speakers.length) {
        const k = scripted ? 'unnamed' : 'free';
        (buckets[k] ??= [0, 0])[0]!++;
        continue;
      }
      const names = new Set(real.map((x) => x.speaker));
      const r = c.speakers.filter((x) => names.has(x)).length / c.speakers.length;
      const b = scripted ? c.confidence.toFixed(1) : 'free-named';
      (buckets[b] ??= [0, 0])[0]! += 1;
      buckets[b]![1]! += r;
      if (scripted && r < 1 && shown++ < 25 && s.name.includes(process.argv[3]!))
        for (let j = Math.max(0, i - 1); j <= i + 1; j++)
          console.log(
            j === i ? '>>' : '  ',
            j,
            JSON.stringify(f.cues[j]?.text),
            JSON.stringify(f.truth.cues[j]?.map((x) => `${x.line}${x.speaker}`)),
            JSON.stringify(a.cues[j]?.lines),
            a.cues[j]?.speakers.join('|'),
            a.cues[j]?.confidence,
            a.cues[j]?.lines.map((l) => JSON.stringify(a.lines[l]!.text.slice(0, 80)) + a.lines[l]!.method).join(' '),
          );
    }
  }
console.log(buckets);
