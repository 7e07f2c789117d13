import type { ImportedStory } from '../../../core/schema/imported.ts';
import type { Issue } from '../../../core/schema/primitives.ts';
import { readRows } from './rows.ts';
import { importStoryRow } from './story-row.ts';

/** A row that was read: its story, or why it is none, and whatever was noticed. */
export interface ImportedRow {
  /** Relative to what was asked for. */
  file: string;
  /** From one. */
  row: number;
  /** Null for a rejected row. */
  story: ImportedStory | null;
  issues: Issue[];
}

/** Splits as file and folder names spell them, such as `data/train-00000-of-00007.parquet` or `stories_val.jsonl`. */
const SPLIT_NAMES: [RegExp, ImportedStory['split']][] = [
  [/(?:^|[/_.-])train(?:$|[/_.-])/i, 'train'],
  [/(?:^|[/_.-])(?:validation|valid|val|dev)(?:$|[/_.-])/i, 'validation'],
  [/(?:^|[/_.-])test(?:$|[/_.-])/i, 'test'],
];

/**
 * Streams the stories of a StoryReasoning or StoryMovie dataset, or of answers in its form, from a Parquet or JSONL file or
 * a folder of them. Nothing that a row holds stops the others: a row without a story is there with its reasons.
 *
 * @throws Failure `InvalidInput` where there is nothing to read.
 */
export async function* importStories(path: string): AsyncGenerator<ImportedRow> {
  for await (const { file, row, value } of readRows(path)) {
    if ('unreadable' in value) {
      const issues = [{ code: 'unreadable', at: 'row', message: value.unreadable }];
      yield { file, row, story: null, issues };
      continue;
    }
    const split = SPLIT_NAMES.find(([name]) => name.test(file.replaceAll('\\', '/')))?.[1] ?? null;
    yield { file, row, ...(await importStoryRow(value.row, { row, split })) };
  }
}
