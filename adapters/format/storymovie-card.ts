import { type Split, SPLITS } from '../../core/story/split.ts';
import { cardFeatures, COLUMNS } from './storymovie-columns.ts';

/** What a dataset card tells about an export. */
export interface CardFacts {
  /** Rows of each split that has any. */
  rows: Partial<Record<Split, number>>;
  films: number;
  /** Films by the licence that the manifest states. */
  licences: ReadonlyMap<string, number>;
  seed: number;
}

/** `README.md` of the export: a head that `datasets` reads, and what people need to know. */
export function storymovieCard({ rows, films, licences, seed }: CardFacts): string {
  const splits = SPLITS.filter((split) => rows[split] !== undefined);
  const files = splits.map((split) => `  - split: ${split}\n    path: data/${split}-*`).join('\n');
  const configs = splits.length === 0 ? '' : `configs:\n- config_name: default\n  data_files:\n${files}\n`;
  const counts = splits.map((split) => `| ${split} | ${rows[split]} |`).join('\n');
  const columns = COLUMNS.map(({ name, kind, meaning }) => `| \`${name}\` | ${kind} | ${meaning} |`).join('\n');
  const terms = [...licences].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, n]) => `| ${cell(name)} | ${n} |`);
  return `---
${configs}dataset_info:
  features:
${cardFeatures()}
task_categories:
- image-to-text
- text-generation
---

# Grounded stories from films

Stories of whole consecutive shots from ${films} ${films === 1 ? 'film' : 'films'}, in the columns of StoryReasoning and
StoryMovie with more beside them. The films are split whole (seed ${seed}, see \`splits.json\`): no film stands in two splits.

| split | stories |
|---|---|
${counts}

| column | type | meaning |
|---|---|---|
${columns}

Times are milliseconds from the film's presentation times; boxes are pixels of the frame, \`[x1, y1, x2, y2]\`. Inside tags,
\`&lt;\`, \`&gt;\` and \`&amp;\` stand for \`<\`, \`>\` and \`&\` of the source.

## Licences of the films, as the manifest states them

| licence | films |
|---|---|
${terms.join('\n')}
`;
}

function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
