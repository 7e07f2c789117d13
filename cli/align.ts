import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import type { Alignment } from '../core/align/align.ts';
import type { Sync } from '../core/align/sync.ts';
import type { SubtitleCue } from '../core/subtitle/cue.ts';
import { addVerb, finish, type VerbResult } from './verb.ts';

interface AlignFlags {
  script: string;
  subtitles: string;
  reference?: string;
  video?: string;
  html?: string;
  format?: 'json' | 'srt' | 'vtt';
  json?: boolean;
}

/** `storyloom align --script F --subtitles F`: times for script lines, speakers for cues. */
export function addAlign(program: Command): void {
  addVerb(program, 'align', {
    summary: 'align a screenplay with subtitles: times on its lines, speakers on the cues',
    examples: [
      'storyloom align --script film.fountain --subtitles film.srt --json',
      'storyloom align --script film.fountain --subtitles film.srt --html film.html',
      'storyloom align --script film.fountain --subtitles film.srt --format vtt > film.named.vtt',
      'storyloom align --script film.fountain --subtitles film.srt --video film.mkv --json',
    ],
  })
    .requiredOption('--script <file>', 'screenplay, in any form that `script` reads')
    .requiredOption('--subtitles <file>', 'subtitles, in any form that `subtitles` reads')
    .option('--reference <file>', 'subtitles of the same video that are in time, in any language: sync by their begins')
    .addOption(new Option('--video <film>', 'sync by the speech of this video').conflicts('reference'))
    .option('--html <file>', 'write a page with both texts side by side')
    .addOption(
      new Option('--format <format>', 'print the alignment, or subtitles with speakers').choices([
        'json',
        'srt',
        'vtt',
      ]),
    )
    .action((flags: AlignFlags) => finish(flags.json === true || flags.format === 'json', () => run(flags)));
}

async function run(flags: AlignFlags): Promise<VerbResult> {
  const { readScript, readSubtitles } = await import('../adapters/text/read.ts');
  const { alignScript } = await import('../core/align/align.ts');
  const { elements } = await readScript(flags.script);
  const read = await readSubtitles(flags.subtitles);
  const { applySync } = await import('../core/align/sync.ts');
  const sync = await syncOf(read.cues, flags);
  const cues = applySync(read.cues, sync);
  const file = `${flags.script} and ${flags.subtitles}`;
  const alignment: Alignment = { ...alignScript({ elements, cues }, { file }), sync };
  if (flags.html !== undefined) {
    const { alignmentPage } = await import('../core/align/html.ts');
    const title = `${basename(flags.script)} × ${basename(flags.subtitles)}`;
    await writeFile(flags.html, alignmentPage({ title, elements, cues, alignment }));
  }
  if (flags.format === 'srt' || flags.format === 'vtt') {
    const { labelSubtitles } = await import('../core/align/label.ts');
    return { json: alignment, text: labelSubtitles(cues, alignment.cues, flags.format).trimEnd() };
  }
  return { json: alignment, text: describe(alignment) };
}

/** By whatever there is to compare the cues with. */
async function syncOf(cues: readonly SubtitleCue[], { reference, video }: AlignFlags): Promise<Sync> {
  if (video !== undefined) {
    const { syncWithFilm } = await import('./film-sync.ts');
    return syncWithFilm(cues, video);
  }
  const { findSync, UNKNOWN_SYNC } = await import('../core/align/sync.ts');
  if (reference === undefined) return UNKNOWN_SYNC;
  const { readSubtitles } = await import('../adapters/text/read.ts');
  const begins = (await readSubtitles(reference)).cues.map((cue) => cue.startMs);
  return findSync(
    cues,
    begins.toSorted((a, b) => a - b),
  );
}

function describe({ lines, summary, sync }: Alignment): string {
  const head = [
    `${summary.timedLines} of ${summary.lines} lines timed, ${summary.spokenCues} of ${summary.cues} cues with a speaker, ` +
      `mean coverage ${summary.coverage}`,
    `${summary.blocks.length} blocks, ${summary.movedBlocks} moved; ` +
      (sync.confidence > 0
        ? `clock off by ${sync.offsetMs} ms at rate ${sync.rate}, confidence ${sync.confidence}`
        : 'clock not known: give --video or --reference'),
  ];
  const width = Math.min(
    20,
    lines.reduce((most, { speaker }) => Math.max(most, speaker.length), 0),
  );
  const rows = lines.map((line) => {
    const times = `${seconds(line.startMs)} ${seconds(line.endMs)}`;
    const text = line.text.replaceAll('\n', ' / ');
    return `${times}  ${line.method.padEnd(12)} ${line.confidence.toFixed(2)}  ${line.speaker.padEnd(width)}  ${text}`;
  });
  return [...head, ...rows].join('\n');
}

const seconds = (ms: number | null): string => (ms === null ? '-' : (ms / 1000).toFixed(3)).padStart(9);
