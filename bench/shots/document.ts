import type { CategoryRow } from './report.ts';
import { markdownTable, scoreCells, SCORE_HEAD } from './report.ts';
import type { SweepRow } from './sweep.ts';
import type { TimingResult } from './timing-check.ts';

/** One detector's results: its scores, and films in which a time of a cut is more than a millisecond off. */
export interface DetectorReport {
  name: string;
  rows: CategoryRow[];
  filmsWithWrongTimes: number;
  filmsWithWrongFrameCount: number;
}

export interface ClipReport {
  clip: string;
  detector: string;
  cuts: number;
  hits: number;
  exact: number;
  falseAlarms: number;
  /** Gradual transitions that the detector reports; the clips' lists hold hard cuts only. */
  gradual: number;
}

export interface ShotReport {
  films: number;
  seeds: number[];
  frames: number;
  /** Ours first. */
  detectors: DetectorReport[];
  clips: ClipReport[];
  timing: TimingResult[];
  /** Films whose pace was changed, and boundaries that only one of film and twin has. */
  twins: { films: number; alone: number };
  sweep: SweepRow[];
}

/** The report as Markdown, for documents to quote. */
export function shotDocument(report: ShotReport): string {
  const { detectors, clips, timing, twins, sweep } = report;
  const ours = detectors[0]!;
  const parts = [
    '# Shot detection on rendered films',
    `${report.films} films, ${report.frames} frames, seeds ${report.seeds.join(', ')}. A hard cut counts as found within 1 ` +
      'frame, one to one; a gradual transition by overlap, or by a boundary inside it for detectors that give no spans. ' +
      'Everything else that is found is false.',
    '## All detectors',
    markdownTable([
      [
        'detector',
        'cuts F1',
        'exact',
        'gradual F1',
        '≤ 3 frames',
        'all F1',
        'false',
        'wrong times',
        'wrong frame count',
      ],
      ...detectors.map(totals),
    ]),
    '## F1 of all boundaries by category',
    markdownTable([
      ['category', ...detectors.map(({ name }) => name)],
      ...ours.rows.map(({ category }, at) => {
        const values = detectors.map(({ rows }) => rows[at]!.score.all.f1);
        const best = Math.max(...values);
        return [category, ...values.map((value) => (value === best ? `**${value.toFixed(3)}**` : value.toFixed(3)))];
      }),
    ]),
    `## ${ours.name} by category`,
    markdownTable([SCORE_HEAD, ...ours.rows.map(scoreCells)]),
    '## Where another detector is better',
    betterPeers(detectors),
    ...(clips.length === 0 ? [] : ['## Real clips, hard cuts checked by eye', clipTable(clips)]),
    ...(timing.length === 0 ? [] : ['## Time', timingTable(timing), twinLine(twins)]),
    ...(sweep.length === 0 ? [] : ['## Each threshold 30 % lower and higher', sweepTable(sweep)]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function totals({ name, rows, filmsWithWrongTimes, filmsWithWrongFrameCount }: DetectorReport): string[] {
  const { cuts, gradual, all } = rows.at(-1)!.score;
  const share = (part: number, whole: number): string => (whole === 0 ? '–' : (part / whole).toFixed(3));
  return [
    name,
    ...[cuts.f1.toFixed(3), share(cuts.exact, cuts.hits)],
    ...[gradual.f1.toFixed(3), share(gradual.timed, gradual.hits)],
    ...[all.f1.toFixed(3), String(all.falseAlarms), String(filmsWithWrongTimes), String(filmsWithWrongFrameCount)],
  ];
}

/** Categories in which a peer's hard cuts or gradual transitions score higher. */
export function betterPeers([ours, ...peers]: readonly DetectorReport[]): string {
  const lines = ours!.rows.flatMap(({ category, score }, at) =>
    (['cuts', 'gradual', 'all'] as const).flatMap((part) => {
      const better = peers.filter(({ rows }) => rows[at]!.score[part].f1 > score[part].f1 + 0.0005);
      if (better.length === 0) return [];
      const names = better.map(({ name, rows }) => `${name} ${rows[at]!.score[part].f1.toFixed(3)}`);
      return [`- ${category}, ${part}: ${score[part].f1.toFixed(3)} against ${names.join(', ')}`];
    }),
  );
  return lines.length === 0 ? 'Nowhere.' : lines.join('\n');
}

function clipTable(clips: readonly ClipReport[]): string {
  const rows = clips.map(({ clip, detector, cuts, hits, exact, falseAlarms, gradual }) => {
    return [clip, detector, ...[cuts, hits, exact, falseAlarms, gradual].map(String)];
  });
  return markdownTable([['clip', 'detector', 'cuts', 'found', 'exact', 'false', 'gradual'], ...rows]);
}

function timingTable(timing: readonly TimingResult[]): string {
  const names = [...new Set(timing.map(({ category }) => category))];
  const rows = names.map((name) => {
    const own = timing.filter(({ category }) => category === name);
    const all = (is: (result: TimingResult) => boolean): string => `${own.filter(is).length} of ${own.length}`;
    const worst = (of: (result: TimingResult) => number): string => Math.max(...own.map(of)).toFixed(3);
    return [
      name,
      ...[all((one) => one.framesRight), all((one) => one.tiles), all((one) => one.exact), all((one) => one.sameShots)],
      ...[worst((one) => one.worstFrameMs), worst((one) => one.worstShotMs)],
    ];
  });
  const head = [
    'timing',
    'frames right',
    'shots tile',
    'times exact',
    'as from thumbnails',
    'worst frame ms',
    'worst shot ms',
  ];
  return markdownTable([head, ...rows]);
}

function twinLine({ films, alone }: ShotReport['twins']): string {
  return (
    `${films} films with variable, dropped or repeated frames against the same pictures at an even pace: ` +
    `${alone} boundaries that only one of the two has (within one drawn frame).`
  );
}

function sweepTable(rows: readonly SweepRow[]): string {
  const usual = rows[0]!;
  const cells = rows.map(({ option, value, cutsF1, gradualF1, allF1 }) => {
    const [cuts, gradual, all] = [cutsF1, gradualF1, allF1].map((f1) => f1.toFixed(3));
    const change = (allF1 - usual.allF1).toFixed(3);
    return [
      option,
      option === 'defaults' ? '' : String(Math.round(value * 1000) / 1000),
      cuts!,
      gradual!,
      all!,
      change,
    ];
  });
  return markdownTable([['option', 'value', 'cuts F1', 'gradual F1', 'all F1', 'change'], ...cells]);
}
