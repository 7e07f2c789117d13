import type { Story } from '../schema/story.ts';
import { plainNodes } from './tags.ts';
import { parseStory } from './tags-parse.ts';

/** The words of each frame without tags, one entry a frame; empty where the story says nothing of a frame. */
export function frameTexts({ story, frames }: Pick<Story, 'story' | 'frames'>): string[] {
  const texts = frames.map(() => '');
  for (const { image, nodes } of parseStory(story).value) {
    const own = plainNodes(nodes).replace(/\s+/g, ' ').trim();
    const before = texts[image - 1];
    if (before !== undefined) texts[image - 1] = before === '' ? own : `${before} ${own}`;
  }
  return texts;
}
