import { LineFile } from './line-file.ts';

/** A file of records written one after the other: lines, or one JSON list with a record a line. */
export class RecordFile {
  readonly #file: LineFile;
  readonly #isList: boolean;
  #last: string | null = null;
  records = 0;

  private constructor(file: LineFile, isList: boolean) {
    this.#file = file;
    this.#isList = isList;
  }

  /** Opens `path` for writing; its ending says the form: `.jsonl` has lines, all others a list. */
  static async create(path: string): Promise<RecordFile> {
    const isList = !path.endsWith('.jsonl');
    const file = await LineFile.create(path);
    if (isList) await file.write('[');
    return new RecordFile(file, isList);
  }

  async write(record: object): Promise<void> {
    this.records++;
    const line = JSON.stringify(record);
    if (!this.#isList) return this.#file.write(line);
    if (this.#last !== null) await this.#file.write(`${this.#last},`);
    this.#last = line;
  }

  async close(): Promise<void> {
    if (this.#last !== null) await this.#file.write(this.#last);
    if (this.#isList) await this.#file.write(']');
    await this.#file.close();
  }
}

/** Writes one JSON object whose values are lists, each streamed, or plain values. */
export async function writeJsonObject(
  path: string,
  fields: Record<string, AsyncIterable<object> | object | string | number>,
): Promise<void> {
  const file = await LineFile.create(path);
  try {
    let lead = '{';
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value !== 'object' || !(Symbol.asyncIterator in value)) {
        await file.write(`${lead}${JSON.stringify(name)}:${JSON.stringify(value)}`);
      } else {
        await file.write(`${lead}${JSON.stringify(name)}:[`);
        let separator = '';
        for await (const record of value) {
          await file.write(`${separator}${JSON.stringify(record)}`);
          separator = ',';
        }
        await file.write(']');
      }
      lead = ',';
    }
    await file.write(lead === '{' ? '{}' : '}');
  } finally {
    await file.close();
  }
}
