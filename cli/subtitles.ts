import type { Command } from 'commander';
import { addVerb, finish } from './verb.ts';

/** `storyloom subtitles <file>`: the cues of a subtitle file. */
export function addSubtitles(program: Command): void {
  addVerb(program, 'subtitles <file>', {
    summary: 'read a subtitle file: cues with times, speakers and kinds, and every repair',
    examples: ['storyloom subtitles film.en.srt', 'storyloom subtitles film.vtt --json'],
  }).action(async (file: string, { json }: { json?: boolean }) => {
    await finish(json, async () => {
      const { readSubtitles } = await import('../adapters/text/read.ts');
      const { guessLanguage } = await import('../core/subtitle/language.ts');
      const { format, encoding, cues, issues } = await readSubtitles(file);
      const language = guessLanguage(cues, { fileName: file });
      const rows = cues.map(({ index, startMs, endMs, text, parts }) => {
        const [first] = parts;
        return { index, startMs, endMs, text, speaker: first?.speaker ?? null, kind: first?.kind ?? 'speech', parts };
      });
      const lines = rows.map((row) => {
        const speaker = row.speaker === null ? '' : `${row.speaker}: `;
        return `${seconds(row.startMs)} ${seconds(row.endMs)}  ${speaker}${row.text.replaceAll('\n', ' / ')}`;
      });
      const notes = issues.map(({ code, at, message }) => `${at}: ${message} (${code})`);
      const head = `${format}, ${encoding}, language ${language ?? 'unknown'}, ${cues.length} cues`;
      return { json: { format, encoding, language, cues: rows, issues }, text: [head, ...lines, ...notes].join('\n') };
    });
  });
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3).padStart(9);
