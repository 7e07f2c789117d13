import type { CueKind } from '../schema/text.ts';
import type { RawCue, RawCues } from './cue.ts';
import { issueAt, MAX_CUES, MAX_EVENT_CHARACTERS } from './cue.ts';
import { decodeEntities } from './markup.ts';
import { lineCounter, readTags } from './tags.ts';
import type { TagToken } from './tags.ts';
import { readTtmlClock, readTtmlTime } from './ttml-time.ts';

type OpenTag = TagToken & { kind: 'open' };

/** An open element that can carry time or text. */
interface Element {
  name: string;
  startMs: number;
  /** Null while nothing bounds the element. */
  endMs: number | null;
  isTimed: boolean;
  isSequence: boolean;
  /** Where the next child of a sequence starts. */
  cursorMs: number;
  keepsSpace: boolean;
  /** The cue that takes the text inside. */
  cue: RawCue | null;
}

const CONTAINERS = new Set(['body', 'div', 'p', 'span']);
const ROLES: Record<string, CueKind> = { lyrics: 'lyrics', music: 'lyrics', sound: 'sound', kinesic: 'sound' };
/** Elements that a stray end tag may close at once. */
const MAX_REACH = 16;
/** Deeper elements add their text to the one around them. */
const MAX_DEPTH = 1_000;

/**
 * Reads TTML and its relatives (DFXP, IMSC, EBU-TT-D): times of `body`, `div`, `p` and `span`, nested and in sequence;
 * a timed `span` is a cue of its own. Speakers come from `ttm:agent`.
 */
export function parseTtml(text: string): RawCues {
  const reader = new TtmlReader(lineCounter(text));
  for (const token of readTags(text)) reader.read(token);
  return reader.result();
}

class TtmlReader {
  readonly #cues: RawCue[] = [];
  readonly #issues: RawCues['issues'] = [];
  readonly #lineAt: (offset: number) => number;
  readonly #open: Element[] = [];
  readonly #agents = new Map<string, string>();
  #clock = readTtmlClock(new Map());
  #agent: string | undefined;

  constructor(lineAt: (offset: number) => number) {
    this.#lineAt = lineAt;
  }

  read(token: TagToken): void {
    if (token.kind === 'text') this.#addText(token.text.slice(0, MAX_EVENT_CHARACTERS));
    else if (token.kind === 'close') this.#close(token.name);
    else if (token.name === 'tt') this.#clock = readTtmlClock(token.attributes);
    else if (token.name === 'agent' && !token.isEmpty) this.#agent = token.attributes.get('id');
    else if (token.name === 'br') this.#append('\n');
    else if (token.name === 'image' || token.attributes.has('backgroundimage')) this.#noteImage(token);
    else if (CONTAINERS.has(token.name)) this.#openElement(token);
  }

  result(): RawCues {
    const cues = this.#cues.filter((cue) => cue.text.trim() !== '');
    return { cues, issues: this.#issues, isUnordered: true };
  }

  #noteImage(token: OpenTag): void {
    this.#issues.push(issueAt(this.#lineAt(token.at), 'image-cue', 'A cue that is a picture was left out.'));
  }

  #addText(text: string): void {
    if (this.#agent !== undefined) {
      const name = decodeEntities(text).trim();
      if (name !== '' && !this.#agents.has(this.#agent)) this.#agents.set(this.#agent, name);
    } else if (this.#open.at(-1)?.keepsSpace === true) this.#append(text);
    else this.#append(text.replace(/\s+/g, ' '));
  }

  #append(text: string): void {
    const cue = this.#open.at(-1)?.cue;
    if (cue != null) cue.text += text;
  }

  #close(name: string): void {
    if (name === 'agent') this.#agent = undefined;
    for (let depth = 1; depth <= Math.min(MAX_REACH, this.#open.length); depth += 1) {
      if (this.#open.at(-depth)!.name !== name) continue;
      const [closed] = this.#open.splice(-depth);
      const parent = this.#open.at(-1);
      if (parent !== undefined && closed!.endMs !== null) parent.cursorMs = closed!.endMs;
      return;
    }
  }

  #openElement(token: OpenTag): void {
    if (this.#open.length >= MAX_DEPTH || this.#cues.length > MAX_CUES) return;
    const { attributes, name } = token;
    const parent = this.#open.at(-1);
    const times = this.#timesOf(token, parent);
    const space = attributes.get('space');
    const element: Element = {
      name,
      ...times,
      isTimed: times.isTimed || parent?.isTimed === true,
      isSequence: attributes.get('timecontainer') === 'seq',
      cursorMs: times.startMs,
      keepsSpace: space === undefined ? parent?.keepsSpace === true : space === 'preserve',
      cue: name === 'body' || name === 'div' ? null : (parent?.cue ?? null),
    };
    if (name === 'p' || (name === 'span' && times.isTimed)) element.cue = this.#startCue(token, element);
    if (!token.isEmpty) this.#open.push(element);
  }

  #startCue(token: OpenTag, element: Element): RawCue | null {
    const line = this.#lineAt(token.at);
    if (!element.isTimed) {
      this.#issues.push(issueAt(line, 'no-timing', 'A paragraph without times was left out.'));
      return null;
    }
    const speaker = this.#agents.get((token.attributes.get('agent') ?? '').split(' ')[0]!);
    const kind = ROLES[(token.attributes.get('role') ?? '').split(' ')[0]!];
    const cue: RawCue = {
      line,
      startMs: element.startMs,
      endMs: element.endMs,
      text: '',
      id: token.attributes.get('id') ?? '',
      ...(speaker === undefined ? {} : { speaker }),
      ...(kind === undefined ? {} : { kind }),
    };
    this.#cues.push(cue);
    return cue;
  }

  #timesOf(token: OpenTag, parent: Element | undefined): Pick<Element, 'startMs' | 'endMs' | 'isTimed'> {
    const read = (name: string): number | undefined => {
      const written = token.attributes.get(name);
      if (written === undefined) return undefined;
      const timeMs = readTtmlTime(written, this.#clock);
      if (timeMs === undefined) {
        this.#issues.push(issueAt(this.#lineAt(token.at), 'bad-timing', 'A time was not understood and left out.'));
      }
      return timeMs;
    };
    const [begin, end, duration] = [read('begin'), read('end'), read('dur')];
    const base = parent === undefined ? 0 : parent.isSequence ? parent.cursorMs : parent.startMs;
    const outer = parent?.endMs ?? null;
    const isTimed = begin !== undefined || end !== undefined || duration !== undefined;
    const offset = this.#offsetOf(token, { begin, base, outer });
    const startMs = offset + (begin ?? 0);
    const bounds = [
      ...(end === undefined ? [] : [offset + end]),
      ...(duration === undefined ? [] : [startMs + duration]),
      ...(outer === null || offset !== base ? [] : [outer]),
    ];
    return { startMs, endMs: bounds.length === 0 ? null : Math.min(...bounds), isTimed };
  }

  /** What times count from: the parent, or zero where they only make sense so. */
  #offsetOf(
    token: OpenTag,
    { begin, base, outer }: { begin: number | undefined; base: number; outer: number | null },
  ): number {
    if (begin === undefined || outer === null || base === 0 || base + begin < outer || begin < base) return base;
    const message = 'The time lies outside its container when counted from it; it was counted from zero.';
    this.#issues.push(issueAt(this.#lineAt(token.at), 'absolute-time', message));
    return 0;
  }
}
