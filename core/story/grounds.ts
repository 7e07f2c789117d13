import type { StoryInstance } from '../schema/story.ts';
import { mentions, type StoryNode } from './tags.ts';

/**
 * What the marks of some words rest on: of each marked entity its best instance in the frame (zero-based), as ascending
 * positions in the story's instances. An entity that the frame lacks has none.
 */
export function groundsOf(
  nodes: readonly StoryNode[],
  frame: number,
  instances: readonly Pick<StoryInstance, 'frame' | 'entity' | 'score'>[],
): number[] {
  const ids = new Set([...mentions(nodes)].flatMap((mention) => mention.ids));
  const best = new Map<string, number>();
  for (const [at, { frame: seenIn, entity, score }] of instances.entries()) {
    if (seenIn !== frame || !ids.has(entity)) continue;
    const known = best.get(entity);
    if (known === undefined || score > instances[known]!.score) best.set(entity, at);
  }
  return [...best.values()].sort((a, b) => a - b);
}
