import type { StorySentence } from '../schema/story.ts';
import type { Beat } from './beats.ts';
import { type Cast, sameName, type Sighting } from './cast.ts';
import { groundsOf } from './grounds.ts';
import { actionNodes, callOf, displayName, oneLine, readHeading, sentenceText, tagNode, textNode } from './phrases.ts';
import { type FrameText, plainNodes, type StoryNode } from './tags.ts';

/** A sentence with its marks and with what it rests on. */
interface Told {
  nodes: StoryNode[];
  elements: number[];
  cues: number[];
}

/**
 * Tells a story without a language model, in words that stand in its sources: the scene heading, the action lines, what
 * is said and by whom, and for entities that no such sentence mentions, that they are in view. Nothing is invented.
 */
export function tellFromSources(cast: Cast, beats: readonly Beat[]): { text: FrameText[]; sentences: StorySentence[] } {
  const text: FrameText[] = [];
  const sentences: StorySentence[] = [];
  cast.sightings.forEach((visible, frame) => {
    const told = beats.filter((beat) => beat.frame === frame).map((beat) => tellBeat(beat, visible));
    const view = tellView(
      visible,
      told.flatMap(({ nodes }) => nodes),
      told.length > 0,
    );
    if (view !== null) told.push(view);
    const nodes = told.flatMap((sentence, index) =>
      index === 0 ? sentence.nodes : [textNode(' '), ...sentence.nodes],
    );
    text.push({ image: frame + 1, nodes: joinText(nodes) });
    for (const { nodes: own, elements, cues } of told) {
      const instances = groundsOf(own, frame, cast.instances);
      sentences.push({ text: plainNodes(own), elements, cues, frames: [frame], instances });
    }
  });
  return { text, sentences };
}

function tellBeat(beat: Beat, visible: readonly Sighting[]): Told {
  if (beat.kind === 'speech') return tellSpeech(beat, visible);
  const { element } = beat.placed;
  const nodes =
    element.kind === 'scene_heading' ? tellHeading(element.text, visible) : tellAction(element.text, visible);
  return { nodes, elements: [element.index], cues: [] };
}

function tellHeading(heading: string, visible: readonly Sighting[]): StoryNode[] {
  const { kind, place, time } = readHeading(heading);
  const where = visible.find(({ entity }) => entity.kind === 'background' || entity.kind === 'landmark');
  const placed = where === undefined || place === '' ? textNode(place) : tagNode('gdl', where.entity.id, place);
  const lead = kind === null ? 'The scene: ' : `The scene is ${kind}${place === '' ? '' : ': '}`;
  return [textNode(lead), placed, textNode(time === null ? '.' : `, ${time}.`)].filter(
    (node) => node.kind !== 'text' || node.text !== '',
  );
}

function tellAction(action: string, visible: readonly Sighting[]): StoryNode[] {
  return actionNodes(sentenceText(action), visible);
}

function tellSpeech({ speech }: Extract<Beat, { kind: 'speech' }>, visible: readonly Sighting[]): Told {
  const words = textNode(`: “${oneLine(speech.text)}”`);
  const speaker = visible.find(({ entity }) => entity.kind === 'character' && sameName(entity.name, speech.face));
  const lead =
    speech.speaker === null
      ? [textNode('A voice says')]
      : speaker === undefined
        ? [textNode(`${displayName(speech.speaker)} says`)]
        : [
            tagNode('gdo', speaker.entity.id, displayName(speech.speaker)),
            textNode(' '),
            tagNode('gda', speaker.entity.id, 'says'),
          ];
  return { nodes: [...lead, words], elements: speech.element === null ? [] : [speech.element], cues: speech.cues };
}

/** Says who and what is in view and not yet mentioned; null when nothing is left to say. */
function tellView(visible: readonly Sighting[], said: readonly StoryNode[], hasText: boolean): Told | null {
  const mentioned = new Set(said.flatMap((node) => (node.kind === 'text' ? [] : node.ids)));
  const left = visible.filter(({ entity }) => !mentioned.has(entity.id));
  if (left.length === 0) {
    return hasText ? null : { nodes: [textNode('Nothing that could be named is in view.')], elements: [], cues: [] };
  }
  const nodes = left.flatMap((sighting, index): StoryNode[] => {
    const { id, kind } = sighting.entity;
    const plain = callOf(sighting);
    const isRepeated = left.slice(0, index).some((earlier) => callOf(earlier) === plain);
    const call = index === 0 ? capitalise(plain) : isRepeated ? plain.replace(/^an? /, 'another ') : plain;
    const tag = tagNode(kind === 'background' || kind === 'landmark' ? 'gdl' : 'gdo', id, call);
    if (index === 0) return [tag];
    return [textNode(index === left.length - 1 ? ' and ' : ', '), tag];
  });
  return { nodes: [...nodes, textNode(left.length === 1 ? ' is in view.' : ' are in view.')], elements: [], cues: [] };
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Neighbouring texts become one, as a reader would find them. */
function joinText(nodes: readonly StoryNode[]): StoryNode[] {
  const joined: StoryNode[] = [];
  for (const node of nodes) {
    const last = joined.at(-1);
    if (node.kind === 'text' && last?.kind === 'text') joined[joined.length - 1] = textNode(last.text + node.text);
    else joined.push(node);
  }
  return joined;
}
