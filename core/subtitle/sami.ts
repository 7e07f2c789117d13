import type { RawCue, RawCues } from './cue.ts';
import { issueAt, MAX_CUES, MAX_EVENT_CHARACTERS } from './cue.ts';
import { stripMarkup } from './markup.ts';
import { lineCounter, readTags } from './tags.ts';

/** What is shown from one `SYNC` on, by class (language). */
interface Sync {
  line: number;
  startMs: number;
  textOf: Map<string, string>;
  /** Text of the `P ID=Source` paragraph: who speaks. */
  source: string;
}

/** Reads SAMI: each `SYNC` shows its paragraphs until the next one. Of several classes the one with most text is taken. */
export function parseSami(text: string): RawCues {
  const issues: RawCues['issues'] = [];
  const syncs = readSyncs(text, issues);
  const shown = new Map<string, number>();
  for (const { textOf } of syncs) {
    for (const [name, body] of textOf) if (hasText(body)) shown.set(name, (shown.get(name) ?? 0) + 1);
  }
  const [chosen, ...others] = [...shown].toSorted((a, b) => b[1] - a[1]).map(([name]) => name);
  if (others.length > 0) {
    issues.push(issueAt(1, 'other-languages', `The texts of ${others.length} more languages were left out.`));
  }
  const own = syncs.filter(({ textOf }) => textOf.has(chosen ?? ''));
  const cues = own.flatMap((sync, order): RawCue[] => {
    const body = sync.textOf.get(chosen!)!;
    if (!hasText(body)) return [];
    const speaker = stripMarkup(sync.source)[0]?.text;
    const endMs = own[order + 1]?.startMs ?? null;
    const cue = { line: sync.line, startMs: sync.startMs, endMs, text: body, id: '' };
    return [speaker === undefined ? cue : { ...cue, speaker }];
  });
  return { cues, issues };
}

const hasText = (body: string): boolean => stripMarkup(body).length > 0;

function readSyncs(text: string, issues: RawCues['issues']): Sync[] {
  const lineAt = lineCounter(text);
  const syncs: Sync[] = [];
  let sync: Sync | undefined;
  let name = '';
  let isSource = false;
  const append = (shown: string): void => {
    if (sync === undefined) return;
    if (isSource) sync.source += shown;
    else if (shown.trim() !== '' || sync.textOf.has(name)) sync.textOf.set(name, (sync.textOf.get(name) ?? '') + shown);
  };
  for (const token of readTags(text)) {
    if (token.kind === 'text')
      append(
        token.text
          .slice(0, MAX_EVENT_CHARACTERS)
          .replace(/&nbsp(?!;)/gi, '&nbsp;')
          .replace(/\s+/g, ' '),
      );
    else if (token.kind === 'close') {
      if (token.name === 'p') isSource = false;
      if (token.name === 'body') break;
    } else if (token.name === 'br') append('\n');
    else if (token.name === 'sync') {
      const written = token.attributes.get('start')?.trim() ?? '';
      if (syncs.length > 2 * MAX_CUES) break;
      if (/^-?\d{1,10}$/.test(written)) {
        sync = { line: lineAt(token.at), startMs: Number(written), textOf: new Map(), source: '' };
        syncs.push(sync);
      } else issues.push(issueAt(lineAt(token.at), 'bad-timing', 'A SYNC without a start was ignored.'));
      isSource = false;
    } else if (token.name === 'p') {
      isSource = token.attributes.get('id')?.toLowerCase() === 'source';
      name = token.attributes.get('class')?.toUpperCase() ?? name;
      if (!isSource && sync !== undefined && !sync.textOf.has(name)) sync.textOf.set(name, '');
    }
  }
  return syncs;
}
