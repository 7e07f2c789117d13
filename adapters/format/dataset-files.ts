import { croissantOf } from './croissant.ts';
import { datasetCard, Licences } from './dataset-card.ts';
import type { DatasetFacts } from './dataset-facts.ts';
import type { OutputFolder, WrittenFile } from './output-folder.ts';
import { statisticsSection } from './statistics-section.ts';

const CARD = 'README.md';
/** Most files that hubs take in one folder and in a dataset. */
const FOLDER_LIMIT = 10_000;
const DATASET_LIMIT = 100_000;

/** A dataset that is all but described. */
interface Described {
  format: string;
  summary: string;
  folder: OutputFolder;
  facts: DatasetFacts;
}

/**
 * Writes what every export has beside its rows: `statistics.json`, the statistics in the card, `croissant.json` and `SHA256SUMS`.
 * Returns all files of the export.
 */
export async function describeDataset({ format, summary, folder, facts }: Described): Promise<WrittenFile[]> {
  await folder.writeText('statistics.json', `${JSON.stringify(facts, null, 2)}\n`);
  const card = (await folder.readText(CARD)) ?? plainCard(summary, facts.licences);
  await folder.writeText(CARD, `${card}\n${statisticsSection(facts)}`);
  const files = await folder.files();
  const name = `storyloom-${format}`;
  const licences = Object.keys(facts.licences);
  const pathOf = (path: string): Promise<string> => folder.pathOf(path);
  const croissant = await croissantOf({ name, description: summary, licences, files, pathOf });
  await folder.writeText('croissant.json', `${JSON.stringify(croissant, null, 2)}\n`);
  files.push(await folder.file('croissant.json'));
  await folder.writeText('SHA256SUMS', files.map(({ sha256, path }) => `${sha256}  ${path}\n`).join(''));
  files.push(await folder.file('SHA256SUMS'));
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What hubs would refuse of an export. */
export function hubWarnings(files: readonly WrittenFile[]): string[] {
  const folders = new Map<string, number>();
  for (const { path } of files) {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    folders.set(folder, (folders.get(folder) ?? 0) + 1);
  }
  const full = [...folders].filter(([, count]) => count >= FOLDER_LIMIT);
  const warnings = full.map(([folder, count]) => `${folder}/ has ${count} files; hubs take fewer than ${FOLDER_LIMIT}`);
  if (files.length >= DATASET_LIMIT) {
    warnings.push(
      `the export has ${files.length} files; hubs take fewer than ${DATASET_LIMIT}: use a Parquet or tar shape`,
    );
  }
  return warnings;
}

function plainCard(summary: string, counts: Record<string, number>): string {
  const licences = new Licences();
  for (const [license, films] of Object.entries(counts)) licences.add({ license }, films);
  return datasetCard({ head: 'tags:\n- film', title: 'Rows of a film corpus', body: `${summary}.`, licences });
}
