import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderInChild, root, storyloom } from './command.ts';
import { readEdit } from './edit.ts';
import type { Edit, Truth } from './edit.ts';
import { drawStory } from './picture.ts';
import { describeCorpus, readCorpus } from './summary.ts';

/** The whole way once, with films made here: render, build, export, verify, and say what was made. */
const startedAt = performance.now();
const films = 'demo/out/films';
const corpus = 'demo/out/corpus';
const rows = 'demo/out/export/jsonl';
const training = 'demo/out/export/storymovie';

const folders = (await readdir(join(root, 'demo/films'))).sort().map((name) => join('demo/films', name));
await mkdir(join(root, films), { recursive: true });
process.stdout.write(`Rendering ${folders.length} films from six photographs (about a minute)\n`);
await Promise.all(folders.map((folder) => renderInChild(folder, films)));
const edits = await Promise.all(folders.map((folder) => readEdit(join(root, folder))));
await writeFile(join(root, films, 'manifest.jsonl'), edits.map(toManifestRow).join(''));

await storyloom('build', `${films}/manifest.jsonl`, '--out', corpus);
await storyloom('export', corpus, '--format', 'jsonl', '--out', rows);
await storyloom('export', corpus, '--format', 'storymovie', '--out', training);
await storyloom('verify', corpus);

const made = await readCorpus(join(root, rows));
const pictures = await drawStory(made, { corpus: join(root, corpus), output: join(root, 'demo/out') });
const truths = await Promise.all(
  edits.map(async ({ id }) => JSON.parse(await readFile(join(root, films, `${id}.truth.json`), 'utf8')) as Truth),
);
const seconds = Math.round((performance.now() - startedAt) / 1000);
process.stdout.write(describeCorpus(made, { truths, films, corpus, rows, training, pictures, seconds }));

function toManifestRow(edit: Edit): string {
  const row = {
    id: edit.id,
    video: `${edit.id}.${edit.container}`,
    ...(edit.subtitles != null && !edit.embedSubtitles ? { subtitles: `${edit.id}.srt` } : {}),
    ...(edit.screenplay != null ? { script: `${edit.id}.fountain` } : {}),
    title: edit.title,
    language: 'en',
    license: 'CC0-1.0',
  };
  return `${JSON.stringify(row)}\n`;
}
