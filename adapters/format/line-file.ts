import { type FileHandle, open } from 'node:fs/promises';

/** Text is written in pieces of about this many characters. */
const PIECE_CHARS = 256 * 1024;

/** A text file written line by line, with little in memory. */
export class LineFile {
  readonly #handle: FileHandle;
  #pending = '';
  lines = 0;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  static async create(path: string): Promise<LineFile> {
    return new LineFile(await open(path, 'w'));
  }

  async write(line: string): Promise<void> {
    this.#pending += `${line}\n`;
    this.lines++;
    if (this.#pending.length >= PIECE_CHARS) await this.#flush();
  }

  async close(): Promise<void> {
    await this.#flush();
    await this.#handle.close();
  }

  async #flush(): Promise<void> {
    await this.#handle.writeFile(this.#pending);
    this.#pending = '';
  }
}
