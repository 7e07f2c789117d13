import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Files under the given folders of a corpus: name → SHA-256 of the content. Folders that aren't there are empty. */
export async function fileTree(corpus: string, folders: readonly string[]): Promise<Record<string, string>> {
  const tree: Record<string, string> = {};
  for (const name of await fileNames(corpus, folders)) {
    tree[name] = createHash('sha256')
      .update(await readFile(join(corpus, name)))
      .digest('hex');
  }
  return tree;
}

/** Names that only one of two trees has, or that have other contents. */
export function differences(one: Record<string, string>, two: Record<string, string>): string[] {
  const names = new Set([...Object.keys(one), ...Object.keys(two)]);
  return [...names].filter((name) => one[name] !== two[name]).sort();
}

/** Names of the files under the given folders, relative to the corpus, in order. */
export async function fileNames(corpus: string, folders: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const folder of folders) {
    const entries = await readdir(join(corpus, folder), { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (!entry.isDirectory()) found.push(relative(corpus, join(entry.parentPath, entry.name)));
    }
  }
  return found.sort();
}

/** A JSONL file's rows. */
export async function jsonLines<Row>(file: string): Promise<Row[]> {
  const text = await readFile(file, 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
}
