import type { z } from 'zod';
import type { Completion, TableName } from '../../core/schema/completion.ts';
import { description } from '../../core/schema/description.ts';
import { entity, instance, keyframe, shot } from '../../core/schema/media.ts';
import { reject, story } from '../../core/schema/story.ts';
import { track } from '../../core/schema/track.ts';
import { cue, element, line, speaker } from '../../core/schema/text.ts';

/** Schema of each table of a corpus. */
export const TABLE_SCHEMAS = {
  shots: shot,
  keyframes: keyframe,
  cues: cue,
  elements: element,
  lines: line,
  instances: instance,
  entities: entity,
  stories: story,
  rejects: reject,
  speakers: speaker,
  tracks: track,
  descriptions: description,
} as const satisfies Record<TableName, z.ZodType>;

/** Names of the tables, in the order in which a film's rows come about. */
export const TABLE_NAMES = Object.keys(TABLE_SCHEMAS) as TableName[];

/** Row type of each table. */
export type TableRows = { [Name in TableName]: z.infer<(typeof TABLE_SCHEMAS)[Name]> };

/** Names of the tables that a film has; only some have speakers, tracks and descriptions. */
export function tablesOf({ tables }: Pick<Completion, 'tables'>): TableName[] {
  return TABLE_NAMES.filter((name) => tables[name] !== undefined);
}
