import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { EXPORT_MANIFEST, type WrittenFile } from './output-folder.ts';

const manifest = z.object({ files: z.array(z.object({ path: z.string(), sha256: z.string() })) });

/** Files of two exports that differ, each list in path order. */
export interface ExportDiff {
  added: string[];
  removed: string[];
  changed: string[];
}

/** Compares two exports by the hashes of their manifests, or returns null when one of the places is no export. */
export async function diffExports(before: string, after: string): Promise<ExportDiff | null> {
  const [one, two] = [await hashesOf(before), await hashesOf(after)];
  if (one === null || two === null) return null;
  return {
    added: [...two.keys()].filter((path) => !one.has(path)),
    removed: [...one.keys()].filter((path) => !two.has(path)),
    changed: [...two].filter(([path, hash]) => one.has(path) && one.get(path) !== hash).map(([path]) => path),
  };
}

async function hashesOf(place: string): Promise<Map<string, string> | null> {
  const files = place.startsWith('s3://') ? await filesInS3(place) : await filesOf(place);
  return files && new Map(files.map(({ path, sha256 }) => [path, sha256]));
}

async function filesOf(folder: string): Promise<z.infer<typeof manifest>['files'] | null> {
  const text = await readFile(join(folder, EXPORT_MANIFEST), 'utf8').catch(() => null);
  return text === null ? null : manifest.parse(JSON.parse(text)).files;
}

async function filesInS3(uri: string): Promise<WrittenFile[] | null> {
  return (await import('./s3-export.ts')).s3ExportFiles(uri);
}
