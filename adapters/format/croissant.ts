import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync, parquetSchema } from 'hyparquet';
import type { WrittenFile } from './output-folder.ts';

/** Kinds of files that Croissant readers take records from. */
const ENCODINGS: Record<string, string> = {
  '.parquet': 'application/x-parquet',
  '.jsonl': 'application/jsonlines',
  '.tar': 'application/x-tar',
  '.json': 'application/json',
};
/** Longest first line of a JSONL file that is looked at for its fields. */
const HEAD_BYTES = 4 * 1024 * 1024;

/** A column of a file, with the type that Croissant has for it. */
interface CroissantField {
  name: string;
  type: string;
}

interface CroissantInput {
  name: string;
  description: string;
  licences: readonly string[];
  files: readonly WrittenFile[];
  /** Where a file lies while the export is written. */
  pathOf: (relative: string) => Promise<string>;
}

/**
 * `croissant.json` (Croissant 1.0): every file that holds rows with its hash, and a record set for each Parquet split and
 * each JSONL file whose fields are those of its first row. Files of a split are one set, found by their glob.
 */
export async function croissantOf({ name, description, licences, files, pathOf }: CroissantInput): Promise<object> {
  const distribution: object[] = [];
  const recordSet: object[] = [];
  for (const group of groupsOf(files)) {
    const encodingFormat = ENCODINGS[extname(group.files[0]!.path)]!;
    const single = { '@type': 'cr:FileObject', '@id': group.id, name: group.id, encodingFormat };
    const [first] = group.files;
    distribution.push(
      group.glob === null
        ? { ...single, contentUrl: first!.path, contentSize: `${first!.bytes} B`, sha256: first!.sha256 }
        : { '@type': 'cr:FileSet', '@id': group.id, name: group.id, encodingFormat, includes: group.glob },
    );
    const fields = await fieldsOf(await pathOf(first!.path));
    if (fields.length === 0) continue;
    const origin = group.glob === null ? { fileObject: { '@id': group.id } } : { fileSet: { '@id': group.id } };
    const set = `rows-${group.id}`;
    recordSet.push({
      '@type': 'cr:RecordSet',
      '@id': set,
      name: set,
      field: fields.map(({ name: column, type }) => ({
        '@type': 'cr:Field',
        '@id': `${set}/${column}`,
        name: column,
        dataType: type,
        source: { ...origin, extract: { column } },
      })),
    });
  }
  return {
    '@context': CONTEXT,
    '@type': 'sc:Dataset',
    conformsTo: 'http://mlcommons.org/croissant/1.0',
    name,
    description,
    license: licences,
    version: '1.0.0',
    distribution,
    recordSet,
  };
}

/** Shards of a split are one group, any other file of rows is its own; pictures and texts are none. */
function groupsOf(files: readonly WrittenFile[]): { id: string; glob: string | null; files: WrittenFile[] }[] {
  const groups = new Map<string, { id: string; glob: string | null; files: WrittenFile[] }>();
  for (const file of files) {
    const ending = extname(file.path);
    if (ENCODINGS[ending] === undefined) continue;
    const shard = /^(data\/\w+)-\d+(?:-of-\d+)?\.(?:parquet|tar)$/.exec(file.path);
    const id = (shard?.[1] ?? file.path).replaceAll('/', '-');
    const group = groups.get(id) ?? { id, glob: shard === null ? null : `${shard[1]}-*${ending}`, files: [] };
    group.files.push(file);
    groups.set(id, group);
  }
  return [...groups.values()];
}

/** Croissant has no type for nested values: lists and structures, pictures among them, are left to their own readers. */
async function fieldsOf(path: string): Promise<CroissantField[]> {
  if (path.endsWith('.parquet')) {
    const { children } = parquetSchema(await parquetMetadataAsync(await asyncBufferFromFile(path)));
    const flat = children.filter(({ element }) => element.num_children === undefined);
    return flat.map(({ element: { name, type } }) => ({
      name,
      type: type === 'BYTE_ARRAY' ? 'sc:Text' : 'sc:Integer',
    }));
  }
  if (!path.endsWith('.jsonl')) return [];
  return Object.entries((await firstRow(path)) ?? {}).flatMap(([name, value]) => {
    const type = typeOf(value);
    return type === null ? [] : [{ name, type }];
  });
}

async function firstRow(path: string): Promise<object | null> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const end = buffer.subarray(0, bytesRead).indexOf(10);
    return end <= 0 ? null : (JSON.parse(buffer.toString('utf8', 0, end)) as object);
  } finally {
    await handle.close();
  }
}

/** Numbers may be whole in one row and not in the next; a null says nothing. */
function typeOf(value: unknown): string | null {
  if (typeof value === 'string') return 'sc:Text';
  if (typeof value === 'boolean') return 'sc:Boolean';
  return typeof value === 'number' ? 'sc:Float' : null;
}

/** The context of the specification, as far as it is used. */
const CONTEXT = {
  '@language': 'en',
  '@vocab': 'https://schema.org/',
  sc: 'https://schema.org/',
  cr: 'http://mlcommons.org/croissant/',
  dct: 'http://purl.org/dc/terms/',
  conformsTo: 'dct:conformsTo',
  recordSet: 'cr:recordSet',
  field: 'cr:field',
  source: 'cr:source',
  fileObject: 'cr:fileObject',
  fileSet: 'cr:fileSet',
  includes: 'cr:includes',
  extract: 'cr:extract',
  column: 'cr:column',
  dataType: { '@id': 'cr:dataType', '@type': '@vocab' },
  data: { '@id': 'cr:data', '@type': '@json' },
  examples: { '@id': 'cr:examples', '@type': '@json' },
};
