import { mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { AnnotatedImage, AnnotatorImage } from '../../adapters/model/annotator.ts';
import { cropPicture } from '../../adapters/model/picture.ts';

/**
 * Writes the instances of each picture as files of their own, `<picture>-<index>-<label>.jpg`, cut along their boxes. Gives
 * the paths by picture and instance.
 */
export async function writeCrops(
  images: readonly AnnotatorImage[],
  found: readonly AnnotatedImage[],
  folder: string,
): Promise<string[][]> {
  await mkdir(folder, { recursive: true });
  const names = uniqueNames(images.map(({ id }) => id));
  const paths: string[][] = [];
  for (const [nth, { bytes }] of images.entries()) {
    const own: string[] = [];
    for (const [index, { label, box }] of found[nth]!.instances.entries()) {
      const path = join(folder, `${names[nth]!}-${index}-${fileName(label)}.jpg`);
      await writeFile(`${path}.partial`, await cropPicture(bytes, box));
      await rename(`${path}.partial`, path);
      own.push(path);
    }
    paths.push(own);
  }
  return paths;
}

/** Names of files without folder and ending; the second of one name gets `-2`, and so on. */
function uniqueNames(files: readonly string[]): string[] {
  const taken = new Set<string>();
  return files.map((file) => {
    const stem = fileName(basename(file, extname(file)));
    let name = stem;
    for (let nth = 2; taken.has(name); nth++) name = `${stem}-${nth}`;
    taken.add(name);
    return name;
  });
}

/** Words that are no path: letters, digits, `.`, `_` and `-`, and no dot in front. */
function fileName(words: string): string {
  const plain = words.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+|-+$/g, '');
  return plain === '' ? 'thing' : plain.slice(0, 100);
}
