import type { Command } from 'commander';
import { addVerb, finish } from './verb.ts';

/** `storyloom align --script F --subtitles F`: times for script lines, speakers for cues. */
export function addAlign(program: Command): void {
  addVerb(program, 'align', {
    summary: 'align a screenplay with subtitles: times on its lines, speakers on the cues',
    examples: ['storyloom align --script film.fountain --subtitles film.srt --json'],
  })
    .requiredOption('--script <file>', 'screenplay, Fountain or plain text')
    .requiredOption('--subtitles <file>', 'subtitles, SubRip or WebVTT')
    .action(async (options: { script: string; subtitles: string; json?: boolean }) => {
      await finish(options.json, async () => {
        const { readScript, readSubtitles } = await import('../adapters/text/read.ts');
        const { alignScript } = await import('../core/align/align.ts');
        const { elements } = await readScript(options.script);
        const { cues } = await readSubtitles(options.subtitles);
        const json = alignScript({ elements, cues }, { file: `${options.script} and ${options.subtitles}` });
        const { summary } = json;
        const head =
          `${summary.timedLines} of ${summary.lines} lines timed, ` +
          `${summary.spokenCues} of ${summary.cues} cues with a speaker, mean coverage ${summary.coverage}`;
        const width = Math.min(20, Math.max(...json.lines.map((line) => line.speaker.length)));
        const rows = json.lines.map((line) => {
          const times = `${seconds(line.startMs)} ${seconds(line.endMs)}`;
          const text = line.text.replaceAll('\n', ' / ');
          return `${times}  ${line.method.padEnd(12)} ${line.confidence.toFixed(2)}  ${line.speaker.padEnd(width)}  ${text}`;
        });
        return { json, text: [head, ...rows].join('\n') };
      });
    });
}

const seconds = (ms: number | null): string => (ms === null ? '-' : (ms / 1000).toFixed(3)).padStart(9);
