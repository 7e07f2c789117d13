/**
 * Text of a story as published: `<gdi imageN>` wraps the text of frame N, inside it `<gdo ids>` marks a mention,
 * `<gda ids>` an action, `<gdl ids>` a place. Words that hold `<` or `>` are written `&lt;` and `&gt;`; `&` is written
 * `&amp;` only where it would otherwise read as one of these three, so that ordinary text stays as it is.
 */

/** What a tag inside a frame marks: a mention, an action, a place. */
export type MentionTag = 'gdo' | 'gda' | 'gdl';

/** A piece of text or a marked piece. Ids are lower-case words such as `char1`. */
export type StoryNode =
  { kind: 'text'; text: string } | { kind: MentionTag; ids: readonly string[]; children: readonly StoryNode[] };

/** Text of one frame; `image` counts from one. */
export interface FrameText {
  image: number;
  nodes: readonly StoryNode[];
}

/** An id as it may be written into a tag. */
export const TAG_ID = /^[a-z][a-z0-9_-]*$/;

/** Writes a story strictly; throws a `RangeError` for an id or image number that the syntax cannot hold. */
export function printStory(frames: readonly FrameText[]): string {
  return frames.map(printFrame).join('\n\n');
}

/** The words without tags; frames are parted by an empty line. */
export function plainStory(frames: readonly FrameText[]): string {
  return frames.map((frame) => plainNodes(frame.nodes)).join('\n\n');
}

/** The words of some nodes without tags. */
export function plainNodes(nodes: readonly StoryNode[]): string {
  return nodes.map((node) => (node.kind === 'text' ? node.text : plainNodes(node.children))).join('');
}

/** All marked pieces of a frame, outer before inner, in reading order. */
export function* mentions(nodes: readonly StoryNode[]): Generator<Exclude<StoryNode, { kind: 'text' }>> {
  for (const node of nodes) {
    if (node.kind === 'text') continue;
    yield node;
    yield* mentions(node.children);
  }
}

/** Makes text safe to stand between tags. */
export function escapeText(text: string): string {
  return text
    .replace(/&(?=(?:lt|gt|amp);)/g, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** Undoes `escapeText`. */
export function unescapeText(text: string): string {
  return text.replace(/&(lt|gt|amp);/g, (_, name: string) => (name === 'lt' ? '<' : name === 'gt' ? '>' : '&'));
}

function printFrame(frame: FrameText): string {
  if (!Number.isSafeInteger(frame.image) || frame.image < 1) throw new RangeError('images are numbered from 1');
  return `<gdi image${frame.image}>\n${frame.nodes.map(printNode).join('')}\n</gdi>`;
}

function printNode(node: StoryNode): string {
  if (node.kind === 'text') return escapeText(node.text);
  if (node.ids.length === 0 || !node.ids.every((id) => TAG_ID.test(id))) throw new RangeError('a tag needs valid ids');
  return `<${node.kind} ${node.ids.join(' ')}>${node.children.map(printNode).join('')}</${node.kind}>`;
}
