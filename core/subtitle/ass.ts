import type { RawCue, RawCues } from './cue.ts';
import { issueAt, MAX_EVENT_CHARACTERS, splitLines } from './cue.ts';

/** Fields of an event when the file names none: SubStation Alpha 4.00 has a mark where 4.00+ has a layer. */
const FIELDS = 'layer,start,end,style,name,marginl,marginr,marginv,effect,text'.split(',');
const TIME = /^\s*(-?)(\d{1,4}):(\d{1,2}):(\d{1,2})(?:[.,:](\d{1,3}))?\s*$/;
const OVERRIDE = /\{[^{}]*\}/g;
/** From so many syllables on, a line is a song with its beat. */
const KARAOKE_SYLLABLES = 3;

/** Reads SubStation Alpha (SSA) and Advanced SubStation Alpha (ASS): the `Dialogue` lines of the events, by their `Format` line. */
export function parseAss(text: string): RawCues {
  const cues: RawCue[] = [];
  const issues: RawCues['issues'] = [];
  let fields = FIELDS;
  let section = '[events]';
  for (const [index, line] of splitLines(text).entries()) {
    if (/^\s*\[[^\]]{1,40}\]\s*$/.test(line.slice(0, 50))) section = line.trim().toLowerCase();
    if (section !== '[events]') continue;
    const colon = line.indexOf(':');
    const type = line
      .slice(0, Math.min(20, Math.max(0, colon)))
      .trim()
      .toLowerCase();
    if (type === 'format') fields = fieldsOf(line.slice(colon + 1)) ?? FIELDS;
    if (type === 'dialogue') readEvent(line.slice(colon + 1), fields, index + 1, { cues, issues });
  }
  return { cues, issues, isUnordered: true };
}

/** Names of the fields; undefined when the line lacks what no event can do without. */
function fieldsOf(line: string): string[] | undefined {
  const names = line
    .slice(0, 1_000)
    .split(',')
    .map((name) => name.trim().toLowerCase());
  const isUsable = ['start', 'end', 'text'].every((name) => names.includes(name)) && names.at(-1) === 'text';
  return isUsable ? names.map((name) => (name === 'actor' ? 'name' : name)) : undefined;
}

function readEvent(event: string, fields: string[], line: number, into: RawCues): void {
  const values: string[] = [];
  let from = 0;
  while (values.length < fields.length - 1) {
    const comma = event.indexOf(',', from);
    if (comma < 0) break;
    values.push(event.slice(from, comma));
    from = comma + 1;
  }
  values.push(event.slice(from));
  const value = (name: string): string => values[fields.indexOf(name)] ?? '';
  const startMs = readTime(value('start'));
  const endMs = readTime(value('end'));
  if (startMs === undefined || endMs === undefined || values.length < fields.length) {
    into.issues.push(issueAt(line, 'bad-event', 'The event lacks fields or times and was left out.'));
    return;
  }
  const styled = value('text').slice(0, MAX_EVENT_CHARACTERS);
  const text = shownText(styled);
  if (text.trim() === '' && /\\p\d/.test(styled)) {
    into.issues.push(issueAt(line, 'drawing', 'The event draws a shape and was left out.'));
    return;
  }
  const syllables = styled.match(/\\k[fot]?\d/gi)?.length ?? 0;
  const name = value('name').trim();
  into.cues.push({
    line,
    startMs,
    endMs,
    text,
    id: '',
    ...(name === '' ? {} : { speaker: name }),
    ...(syllables >= KARAOKE_SYLLABLES ? { kind: 'lyrics' as const } : {}),
  });
}

function readTime(text: string): number | undefined {
  const match = TIME.exec(text.slice(0, 30));
  if (match === null) return undefined;
  const [, sign, hours, minutes, seconds, fraction = '0'] = match;
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  const ms = whole * 1000 + Math.round(Number(`0.${fraction}`) * 1000);
  return sign === '-' && ms > 0 ? -ms : ms;
}

/** Text without overrides and without the commands of drawings, which run from `\p1` to `\p0`. */
function shownText(styled: string): string {
  let shown = '';
  let isDrawing = false;
  let from = 0;
  for (const override of styled.matchAll(OVERRIDE)) {
    if (!isDrawing) shown += styled.slice(from, override.index);
    from = override.index + override[0].length;
    const scale = /.*\\p(\d)/s.exec(override[0])?.[1];
    if (scale !== undefined) isDrawing = scale !== '0';
  }
  if (!isDrawing) shown += styled.slice(from);
  return shown.replace(/\\[Nn]/g, '\n').replace(/\\h/g, ' ');
}
