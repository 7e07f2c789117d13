import type { Issue } from '../schema/primitives.ts';
import { type FrameText, type MentionTag, type StoryNode, TAG_ID, unescapeText } from './tags.ts';

/** Deeper nesting is flattened: no real story has it, and recursion over it must stay bounded. */
const MAX_DEPTH = 16;
/** Bounded repetition keeps the scan linear on hostile text. */
const TAG = /<\s{0,4}(\/?)\s{0,4}(gd[ifoal])(?=[\s>/])([^<>]*)>/gi;

interface Open {
  kind: MentionTag;
  ids: string[];
  children: StoryNode[];
}

/**
 * Reads story text tolerantly: any case and spacing, `gdf` for `gdi`, GroundCap's `class="…"` attributes and ids such
 * as `person-0`, missing or stray closing tags, text outside frames, no frame at all (then it is all image 1). Whatever
 * differs from the strict syntax is an issue at its character; nothing throws.
 */
export function parseStory(source: string): { value: FrameText[]; issues: Issue[] } {
  const reader = new StoryReader();
  let from = 0;
  for (const match of source.matchAll(TAG)) {
    reader.text(source.slice(from, match.index), from);
    from = match.index + match[0].length;
    const name = match[2]!.toLowerCase();
    if (name === 'gdi' || name === 'gdf') reader.frameTag(match[1] === '/', match[3]!, match.index);
    else reader.mentionTag(name as MentionTag, { closes: match[1] === '/', attributes: match[3]!, at: match.index });
    const isStrict = /^<(?:\/gd[ioal]|gd[ioal] [a-z0-9_-]+(?: [a-z0-9_-]+)*)>$/.test(match[0]);
    if (!isStrict) reader.issue('loose-tag', match.index, `tag \`${name}\` is not written in the strict syntax`);
  }
  reader.text(source.slice(from), from);
  return reader.end(source.length);
}

class StoryReader {
  readonly #frames: FrameText[] = [];
  readonly #issues: Issue[] = [];
  #image: number | null = null;
  #root: StoryNode[] = [];
  #stack: Open[] = [];
  /** Tags opened beyond the depth limit; their closing tags are swallowed. */
  #flattened = 0;
  #sawFrame = false;

  issue(code: string, at: number, message: string): void {
    this.#issues.push({ code, at: `character ${at}`, message });
  }

  text(raw: string, at: number): void {
    if (raw === '') return;
    if (this.#image === null && this.#sawFrame) {
      if (raw.trim() !== '') this.issue('text-outside-frame', at, 'text stands outside of every <gdi>');
      return;
    }
    const into = this.#stack.at(-1)?.children ?? this.#root;
    const last = into.at(-1);
    const text = unescapeText(raw);
    if (last?.kind === 'text') last.text += text;
    else into.push({ kind: 'text', text });
  }

  frameTag(closes: boolean, attributes: string, at: number): void {
    if (closes) {
      if (this.#image === null) this.issue('stray-close', at, 'a </gdi> closes nothing');
      else this.#closeFrame(at);
      return;
    }
    if (this.#image !== null) {
      this.issue('unclosed-frame', at, `image ${this.#image} is not closed before the next one`);
      this.#closeFrame(at);
    } else if (!this.#sawFrame) {
      const lead = this.#root.some((node) => node.kind !== 'text' || node.text.trim() !== '') || this.#stack.length > 0;
      if (lead) this.issue('text-outside-frame', 0, 'text stands before the first <gdi>');
      this.#root = [];
      this.#stack = [];
      this.#flattened = 0;
    }
    this.#sawFrame = true;
    const number = Number(/(\d{1,9})/.exec(attributes)?.[1] ?? Number.NaN);
    const valid = Number.isInteger(number) && number >= 1;
    if (!valid) this.issue('bad-image', at, 'a <gdi> names no image number');
    this.#image = valid ? number : this.#frames.length + 1;
  }

  mentionTag(kind: MentionTag, tag: { closes: boolean; attributes: string; at: number }): void {
    if (this.#image === null && this.#sawFrame) {
      this.issue('text-outside-frame', tag.at, 'a tag stands outside of every <gdi>');
      return;
    }
    if (tag.closes) this.#closeMention(kind, tag.at);
    else this.#openMention(kind, tag);
  }

  end(at: number): { value: FrameText[]; issues: Issue[] } {
    if (this.#image !== null) {
      this.issue('unclosed-frame', at, `image ${this.#image} is not closed`);
      this.#closeFrame(at);
    } else if (!this.#sawFrame && (this.#root.length > 0 || this.#stack.length > 0)) {
      this.issue('no-frame', 0, 'the text has no <gdi>; all of it is taken for image 1');
      this.#image = 1;
      this.#closeFrame(at);
    }
    return { value: this.#frames, issues: this.#issues };
  }

  #openMention(kind: MentionTag, tag: { attributes: string; at: number }): void {
    const words = tag.attributes.replace(/[\w-]+\s{0,4}=\s{0,4}(?:"[^"]*"|'[^']*'|\S*)/g, ' ').toLowerCase();
    const ids = words.split(/[\s,/]+/).filter((word) => TAG_ID.test(word));
    if (ids.length === 0) this.issue('no-ids', tag.at, `a <${kind}> names no id`);
    if (this.#stack.length >= MAX_DEPTH || ids.length === 0) {
      if (this.#stack.length >= MAX_DEPTH) this.issue('too-deep', tag.at, `tags nest deeper than ${MAX_DEPTH}`);
      this.#flattened++;
      return;
    }
    this.#stack.push({ kind, ids, children: [] });
  }

  #closeMention(kind: MentionTag, at: number): void {
    if (this.#flattened > 0) {
      this.#flattened--;
      return;
    }
    if (!this.#stack.some((open) => open.kind === kind)) {
      this.issue('stray-close', at, `a </${kind}> closes nothing`);
      return;
    }
    while (this.#stack.length > 0) {
      const open = this.#pop();
      if (open.kind === kind) return;
      this.issue('unclosed-tag', at, `a <${open.kind}> is closed by </${kind}>`);
    }
  }

  #closeFrame(at: number): void {
    while (this.#stack.length > 0) {
      this.issue('unclosed-tag', at, `a <${this.#stack.at(-1)!.kind}> is not closed inside its frame`);
      this.#pop();
    }
    this.#frames.push({ image: this.#image ?? 1, nodes: trimBreaks(this.#root) });
    this.#image = null;
    this.#root = [];
    this.#flattened = 0;
  }

  #pop(): Open {
    const open = this.#stack.pop()!;
    (this.#stack.at(-1)?.children ?? this.#root).push(open);
    return open;
  }
}

/** The strict syntax puts one line break after the opening and one before the closing tag; they are not text. */
function trimBreaks(nodes: StoryNode[]): StoryNode[] {
  const first = nodes[0];
  if (first?.kind === 'text') first.text = first.text.replace(/^\n/, '');
  const last = nodes.at(-1);
  if (last?.kind === 'text') last.text = last.text.replace(/\n$/, '');
  return nodes.filter((node) => node.kind !== 'text' || node.text !== '');
}
