import type { RawCue, RawCues, SubtitleOptions } from './cue.ts';
import { issueAt } from './cue.ts';
import { chooseFps } from './frames.ts';

const TIME = /^\s*(\d{1,2}):(\d{2}):(\d{2})(?:[.,](\d{1,3})|[:;](\d{2}))?\s*$/;
const ROW = /^\s*"?\d{1,2}:\d{2}:\d{2}[.,:;]\d{2,3}"?[,;\t]"?\d{1,2}:\d{2}:\d{2}[.,:;]\d{2,3}"?[,;\t]"/;
const ASSUMED_FPS = 25;

/** Whether a line starts a row of two times and a quoted text. */
export const isCsvRow = (line: string): boolean => ROW.test(line.slice(0, 80));

/** Reads a table of start, end and quoted text, parted by commas, semicolons or tabs. */
export function parseCsv(text: string, options: SubtitleOptions = {}): RawCues {
  const issues: RawCues['issues'] = [];
  const rows = readRows(text);
  const countsFrames = rows.some(({ fields }) => TIME.exec(fields[0]!.slice(0, 20))?.[5] !== undefined);
  const fps = countsFrames ? chooseFps(options.fps, ASSUMED_FPS, issues) : ASSUMED_FPS;
  const cues = rows.flatMap(({ line, fields }): RawCue[] => {
    const [startMs, endMs] = [readTime(fields[0]!, fps), readTime(fields[1] ?? '', fps)];
    if (startMs === undefined || endMs === undefined || fields[2] === undefined) {
      issues.push(issueAt(line, 'no-timing', 'A row without times was ignored.'));
      return [];
    }
    return [{ line, startMs, endMs, text: fields[2], id: '' }];
  });
  return { cues, issues };
}

function readTime(field: string, fps: number): number | undefined {
  const match = TIME.exec(field.slice(0, 20));
  if (match === null) return undefined;
  const whole = ((Number(match[1]) * 60 + Number(match[2])) * 60 + Number(match[3])) * 1000;
  return whole + Math.round(Number(`0.${match[4] ?? 0}`) * 1000 + (Number(match[5] ?? 0) * 1000) / fps);
}

/** Rows of a table by RFC 4180: a field in quotes may hold separators, line ends and doubled quotes. */
function readRows(text: string): { line: number; fields: string[] }[] {
  const rows: { line: number; fields: string[] }[] = [];
  let line = 1;
  let row = { line, fields: [''] };
  let isQuoted = false;
  for (const [piece] of text.matchAll(/"|\r\n|[\n\r,;\t]|[^"\r\n,;\t]+/g)) {
    const isLineEnd = piece === '\n' || piece === '\r' || piece === '\r\n';
    if (isLineEnd) line += 1;
    if (piece === '"') isQuoted = !isQuoted;
    else if (isLineEnd && !isQuoted) {
      if (row.fields.length > 1) rows.push(row);
      row = { line, fields: [''] };
    } else if (/^[,;\t]$/.test(piece) && !isQuoted && row.fields.length < 3) row.fields.push('');
    else row.fields[row.fields.length - 1] += piece;
  }
  if (row.fields.length > 1) rows.push(row);
  return rows;
}
