import { benchScripts } from './films.ts';
import { refusalCases } from './refusals.ts';
import { alignScript } from '../../core/align/align.ts';
const scripts = benchScripts((process.argv[2] as 'seen') ?? 'seen');
const stat: Record<string, any[]> = {};
for (const seed of [1, 2, 3, 4, 5])
  for (const c of refusalCases(scripts, seed)) {
    let e: any;
    let refused = false,
      msg = '';
    try {
      e = alignScript(c).summary.evidence;
    } catch (err: any) {
      if (err.code !== 'Mismatch') throw err;
      refused = true;
      e = err.details.evidence;
      msg = err.message;
    }
    (stat[c.kind] ??= []).push({ refused, ...e, msg });
    if (refused === c.belongs) console.log('WRONG', c.kind, seed, JSON.stringify(e));
  }
for (const [k, v] of Object.entries(stat)) {
  const q = (f: string) => {
    const x = v.map((r) => r[f]).sort((a, b) => a - b);
    return `${f} ${x[0]}..${x[Math.floor(x.length / 2)]}..${x.at(-1)}`;
  };
  console.log(
    k.padEnd(32),
    v.length,
    'refused',
    v.filter((r) => r.refused).length,
    q('fourGramShare'),
    q('scriptShare'),
    q('explainedShare'),
    [...new Set(v.map((r) => r.msg.slice(0, 60)))].slice(0, 3),
  );
}
