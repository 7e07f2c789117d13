import { readFileSync } from 'node:fs';
import { parseScript } from '../../core/script/parse.ts';
import { parseSubtitles } from '../../core/subtitle/parse.ts';
import { alignScript } from '../../core/align/align.ts';
const M = '/work/shared/media/';
(globalThis as any).RAW = process.argv[2] === 'raw';
{
  const P = M + 'pairs/elephants_dream/elephants_dream';
  const a = alignScript({
    elements: parseScript(readFileSync(P + '.fountain', 'utf8')).elements,
    cues: parseSubtitles(readFileSync(P + '.en.srt', 'utf8')).cues,
  });
  const g = JSON.parse(readFileSync(M + 'pairs/elephants_dream/gold.json', 'utf8')).filter(
    (r: any) => r.kind === 'dialogue',
  );
  for (const [i, l] of a.lines.entries()) {
    const t = g[i];
    const s = Math.round(t.start * 1000),
      e = Math.round(t.end * 1000);
    const iou =
      l.startMs === null
        ? 0
        : Math.max(0, Math.min(l.endMs!, e) - Math.max(l.startMs, s)) /
          (Math.max(l.endMs!, e) - Math.min(l.startMs, s));
    if (l.startMs === null || iou < 0.5 || Math.abs(l.startMs - s) > 500)
      console.log(i, l.speaker, JSON.stringify(l.text), l.startMs, l.endMs, 'gold', s, e, l.method, l.confidence);
    for (const c of t.cues)
      if (!a.cues[c - 1]!.speakers.includes(t.speaker)) console.log('CUE', c, t.speaker, a.cues[c - 1]!.speakers);
  }
}
for (const n of ['roc', 'sindbad']) {
  const P = M + 'films/popeye/popeye-' + n;
  const a = alignScript({
    elements: parseScript(readFileSync(P + '.fountain', 'utf8')).elements,
    cues: parseSubtitles(readFileSync(P + '.en.srt', 'utf8')).cues,
  });
  for (const l of a.lines) console.log(l.speaker, JSON.stringify(l.text), l.startMs, l.method, l.confidence, l.cues);
  console.log(a.cues.map((c) => c.speaker).join(' '));
}
