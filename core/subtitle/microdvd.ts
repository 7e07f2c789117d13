import type { RawCue, RawCues, SubtitleOptions } from './cue.ts';
import { issueAt, MAX_EVENT_CHARACTERS, splitLines } from './cue.ts';
import { chooseFps, DEFAULT_FPS, readFps } from './frames.ts';

const EVENT = /^\s*\{(-?\d{1,9})\}\s?\{(-?\d{0,9})\}/;
/** `{y:i}`, `{C:$0000ff}`: style of one line or of the whole cue. */
const STYLE = /\{[a-zA-Z]:[^{}]*\}/g;

/** Whether a line is an event of MicroDVD. */
export const isMicroDvdEvent = (line: string): boolean => EVENT.test(line.slice(0, 60));

/** Reads MicroDVD: frames in braces, lines parted by `|`. A first event `{1}{1}25` names the frame rate. */
export function parseMicroDvd(text: string, options: SubtitleOptions = {}): RawCues {
  const issues: RawCues['issues'] = [];
  const events: { line: number; start: number; end: number | null; text: string }[] = [];
  let named: number | undefined;
  for (const [index, line] of splitLines(text).entries()) {
    const match = EVENT.exec(line.slice(0, 60));
    const body = line.slice(match?.[0].length ?? 0);
    if (match === null) {
      if (line.trim() !== '' && !/^\s*\{default\}/i.test(line.slice(0, 60))) {
        issues.push(issueAt(index + 1, 'no-timing', 'A line without frames was ignored.'));
      }
      continue;
    }
    const start = Number(match[1]);
    const end = match[2] === '' ? null : Number(match[2]);
    const rate = start <= 1 && end !== null && end <= 1 ? readFps(body.slice(0, 20)) : undefined;
    if (rate === undefined) events.push({ line: index + 1, start, end, text: body });
    else named ??= rate;
  }
  const fps = chooseFps(named ?? options.fps, DEFAULT_FPS, issues);
  const toMs = (frame: number): number => Math.round((frame * 1000) / fps);
  const cues = events.map((event): RawCue => ({
    line: event.line,
    startMs: toMs(event.start),
    endMs: event.end === null ? null : toMs(event.end),
    text: pipedText(event.text),
    id: '',
  }));
  return { cues, issues };
}

/** Text of MicroDVD and MPL2: `|` parts lines, a leading `/` means italics. */
export function pipedText(text: string): string {
  return text
    .slice(0, MAX_EVENT_CHARACTERS)
    .split('|')
    .map((line) =>
      line
        .replace(STYLE, '')
        .trim()
        .replace(/^[/\\_]+(?=\S)/, ''),
    )
    .join('\n');
}
