import type { ParquetColumn } from './parquet-shards.ts';

/** How a column's values look in Parquet and to Hugging Face `datasets`. */
export type ColumnKind = 'string' | 'int32' | 'int32s' | 'image' | 'images' | 'messages';

/** A column that `datasets` reads with its type. */
export interface HubColumn {
  name: string;
  kind: ColumnKind;
  meaning: string;
}

/** Metadata of a Parquet file that tells `datasets` the features; `Sequence` is read by old and new versions alike. */
export function hubMetadata(columns: readonly HubColumn[]): { key: string; value: string }[] {
  const value = (dtype: string) => ({ dtype, _type: 'Value' });
  const features: Record<ColumnKind, unknown> = {
    string: value('string'),
    int32: value('int32'),
    int32s: { feature: value('int32'), _type: 'Sequence' },
    image: { _type: 'Image' },
    images: { feature: { _type: 'Image' }, _type: 'Sequence' },
    messages: [{ role: value('string'), content: [{ type: value('string'), text: value('string') }] }],
  };
  const own = Object.fromEntries(columns.map(({ name, kind }) => [name, features[kind]]));
  return [{ key: 'huggingface', value: JSON.stringify({ info: { features: own } }) }];
}

/** The features as the YAML head of a dataset card lists them. */
export function cardFeatures(columns: readonly HubColumn[]): string {
  const yaml: Record<ColumnKind, string> = {
    string: 'dtype: string',
    int32: 'dtype: int32',
    int32s: 'sequence: int32',
    image: 'dtype: image',
    images: 'sequence: image',
    messages: MESSAGES,
  };
  return columns.map(({ name, kind }) => `  - name: ${name}\n    ${yaml[kind]}`).join('\n');
}

const MESSAGES = `list:
    - name: role
      dtype: string
    - name: content
      list:
      - name: type
        dtype: string
      - name: text
        dtype: string`;

/** The column's part of the Parquet schema: lists in three levels, as the specification has them. */
export function parquetColumn({ name, kind }: HubColumn): ParquetColumn {
  switch (kind) {
    case 'string':
      return { name, schema: [text(name, 'REQUIRED')] };
    case 'int32':
      return { name, schema: [{ name, type: 'INT32', repetition_type: 'REQUIRED' }] };
    case 'int32s':
      return { name, schema: [...list(name), { name: 'element', type: 'INT32', repetition_type: 'OPTIONAL' }] };
    case 'image':
      return { name, isBinary: true, schema: picture(name) };
    case 'images':
      return { name, isBinary: true, schema: [...list(name), ...picture('element')] };
    case 'messages':
      return {
        name,
        schema: [
          ...list(name),
          struct('element', 2),
          text('role', 'OPTIONAL'),
          ...list('content', 'OPTIONAL'),
          struct('element', 2),
          text('type', 'OPTIONAL'),
          text('text', 'OPTIONAL'),
        ],
      };
  }
}

type SchemaPart = ParquetColumn['schema'][number];

function text(name: string, repetition_type: 'REQUIRED' | 'OPTIONAL'): SchemaPart {
  return { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type };
}

function struct(name: string, num_children: number): SchemaPart {
  return { name, repetition_type: 'OPTIONAL', num_children };
}

function list(name: string, repetition_type: 'REQUIRED' | 'OPTIONAL' = 'REQUIRED'): SchemaPart[] {
  return [
    { name, converted_type: 'LIST', repetition_type, num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  ];
}

function picture(name: string): SchemaPart[] {
  return [
    struct(name, 2),
    { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
    text('path', 'OPTIONAL'),
  ];
}
