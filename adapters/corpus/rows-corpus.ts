import { createReadStream, existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Failure } from '../../core/contract/errors.ts';
import { completion, type Completion, type TableName } from '../../core/schema/completion.ts';
import { film as filmRow } from '../../core/schema/story.ts';
import { linesOf } from '../store/lines.ts';
import type { Store } from '../store/store.ts';
import { type Parser, putJson, putTable } from '../store/tables.ts';
import { completionName } from './completions.ts';
import { digestPictures } from './picture-digest.ts';
import { TABLE_NAMES, TABLE_SCHEMAS } from './table-schemas.ts';

/**
 * Writes a corpus from a folder of canonical rows, as `export --format jsonl` leaves them, into a store that holds pictures:
 * tables and completion records. Films that `isWanted` refuses are left out. Memory holds a row of each table.
 *
 * @throws Failure `InvalidInput` for rows of another form, with file and line; `StoreMissing` for a picture that is not there.
 */
export async function writeRowsCorpus(
  store: Store,
  folder: string,
  isWanted: (film: string) => boolean = () => true,
): Promise<void> {
  const cursors = new Map<TableName, RowCursor>();
  for (const name of TABLE_NAMES) {
    const file = join(folder, `${name}.jsonl`);
    // Some tables are those of stages that a build may leave out.
    if (existsSync(file)) cursors.set(name, new RowCursor(file, TABLE_SCHEMAS[name]));
  }
  for await (const film of rowsOf(join(folder, 'films.jsonl'), filmRow)) {
    if (!isWanted(film.id)) {
      for (const cursor of cursors.values()) await cursor.pass(film.id);
      continue;
    }
    const images = new Set<string>();
    const tables: Partial<Completion['tables']> = {};
    for (const [name, cursor] of cursors) {
      const table = await putTable(store, cursor.film(film.id, name === 'keyframes' ? images : null));
      tables[name] = { key: table.key, bytes: table.bytes, rows: table.rows };
    }
    const pictures = await digestPictures(store, images);
    const record = completion.parse({ film, stages: {}, tables, expected: film.counts, pictures });
    await putJson(store, completionName(film.id), { value: record });
  }
}

/** Rows of one file, which are grouped by film in the order of the films. */
class RowCursor {
  readonly #rows: AsyncGenerator<{ film: string }>;
  #next: { film: string } | null = null;
  #hasBegun = false;

  constructor(file: string, schema: Parser<{ film: string }>) {
    this.#rows = rowsOf(file, schema);
  }

  /** The rows of a film, which come next if there are any; keys of pictures are added to `images`. */
  async *film(film: string, images: Set<string> | null): AsyncGenerator<object> {
    if (!this.#hasBegun) await this.#advance();
    while (this.#next?.film === film) {
      const { image } = this.#next as { image?: string };
      if (image != null) images?.add(image);
      yield this.#next;
      await this.#advance();
    }
  }

  /** Goes on behind the rows of a film. */
  async pass(film: string): Promise<void> {
    for await (const _row of this.film(film, null));
  }

  async #advance(): Promise<void> {
    this.#hasBegun = true;
    const { value, done } = await this.#rows.next();
    this.#next = done === true ? null : (value as { film: string });
  }
}

const UTF8 = new TextDecoder();

/** The checked rows of a JSONL file. */
export async function* rowsOf<Row>(file: string, schema: Parser<Row>): AsyncGenerator<Row> {
  if (!existsSync(file)) {
    throw new Failure('InvalidInput', `${basename(file)} is not there`, {
      file,
      remedy: 'Name a folder that `storyloom export --format jsonl` wrote.',
    });
  }
  let line = 0;
  for await (const bytes of linesOf(createReadStream(file))) {
    line++;
    try {
      yield schema.parse(JSON.parse(UTF8.decode(bytes)));
    } catch (cause) {
      const remedy = 'Export the rows anew; they are not as they were written.';
      throw new Failure('InvalidInput', `a row of another form`, { file, at: `line ${line}`, remedy }, { cause });
    }
  }
}
