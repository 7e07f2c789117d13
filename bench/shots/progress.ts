/** Milliseconds between two lines where the output is no terminal. */
const EVERY_MS = 15_000;

/** Tells on standard error how far a list of things has come and when it will be done. */
export class Progress {
  readonly #what: string;
  readonly #total: number;
  readonly #startedAt = performance.now();
  #done = 0;
  #toldAt = 0;

  constructor(what: string, total: number) {
    this.#what = what;
    this.#total = total;
  }

  step(): void {
    this.#done++;
    const now = performance.now();
    const isLast = this.#done === this.#total;
    if (!isLast && !process.stderr.isTTY && now - this.#toldAt < EVERY_MS) return;
    this.#toldAt = now;
    const left = Math.round((((now - this.#startedAt) / this.#done) * (this.#total - this.#done)) / 1000);
    const line = `${this.#what}: ${this.#done} of ${this.#total}${isLast ? '' : `, about ${left} s left`}`;
    process.stderr.write(process.stderr.isTTY ? `\r\u001b[K${line}${isLast ? '\n' : ''}` : `${line}\n`);
  }
}
