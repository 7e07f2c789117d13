import { benchScripts, makeFilm, SEEDS } from './films.ts';
import { LEVELS } from './levels.ts';
import { alignScript } from '../../core/align/align.ts';
import { countSpeeches, scoreSpeeches, sumSpeeches } from '../../core/metrics/speeches.ts';
import { dialogueOf } from '../../core/align/tokens.ts';
import { predict } from './predict.ts';
const [lv, name, max] = [process.argv[2], process.argv[3], Number(process.argv[4] ?? 30)];
const scripts = benchScripts('seen').filter((s) => s.name.includes(name!));
const level = LEVELS.find((l) => l.name.startsWith(lv!))!;
let shown = 0;
const kinds: Record<string, number> = {};
for (const s of scripts)
  for (const seed of [1]) {
    const f = makeFilm(s, level, seed);
    const a = alignScript({ elements: f.elements, cues: f.cues });
    const d = dialogueOf(f.elements);
    const truth = new Map(f.truth.lines.map((l) => [l.line, l]));
    const p = predict(f.elements, a.lines);
    for (const [i, l] of a.lines.entries()) {
      const t = truth.get(i);
      const iou =
        t && l.startMs !== null
          ? Math.max(0, Math.min(l.endMs!, t.endMs) - Math.max(l.startMs, t.startMs)) /
            (Math.max(l.endMs!, t.endMs) - Math.min(l.startMs, t.startMs))
          : 0;
      const right = t && l.startMs !== null && iou >= 0.5 && Math.abs(l.startMs - t.startMs) <= 500;
      const findable = t && t.kept > 0 && t.kept >= p[i]!.words / 3;
      let kind = '';
      if (!t && l.startMs !== null) kind = 'CUT-TIMED';
      else if (t && l.startMs !== null && !right)
        kind = iou === 0 ? 'ELSEWHERE' : Math.abs(l.startMs - t.startMs) > 500 ? 'START' : 'IOU';
      else if (findable && l.startMs === null) kind = 'MISSED';
      if (!kind) continue;
      kinds[kind] = (kinds[kind] ?? 0) + 1;
      if (shown++ < max) {
        console.log(
          kind,
          i,
          JSON.stringify(l.text.slice(0, 150)),
          `kept ${t?.kept}/${p[i]!.words} cov ${l.coverage} ${l.method} conf ${l.confidence} pred ${l.startMs}-${l.endMs} true ${t?.startMs}-${t?.endMs}`,
        );
        const lo = Math.min(l.startMs ?? 9e9, t?.startMs ?? 9e9) - 1500,
          hi = Math.max(l.endMs ?? 0, t?.endMs ?? 0) + 1500;
        let n = 0;
        for (const [c, cue] of f.cues.entries())
          if (n < 9 && cue.endMs > lo && cue.startMs < hi && ++n)
            console.log(
              '     ',
              c,
              cue.startMs,
              cue.endMs,
              JSON.stringify(cue.text),
              JSON.stringify(f.truth.cues[c]!.map((x) => x.line)),
              JSON.stringify(a.cues[c]!.lines),
            );
      }
    }
  }
console.log(kinds);
