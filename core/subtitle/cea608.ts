import { basicCharacter, extendedCharacter, specialCharacter } from './cea608-characters.ts';

/** A caption as it stood on the screen. */
export interface ScreenText {
  startMs: number;
  endMs: number;
  text: string;
}

type Mode = 'pop-on' | 'roll-up' | 'paint-on';

/** Rows of a caption memory by number; the order of writing inside a row is the order on the screen. */
type Memory = Map<number, string>;

/** Row that a preamble names: bit 5 of the second byte chooses inside the pair of the first (CTA-608-E, table 53). */
const ROWS: Record<number, [number, number]> = {
  0x10: [11, 11],
  0x11: [1, 2],
  0x12: [3, 4],
  0x13: [12, 13],
  0x14: [14, 15],
  0x15: [5, 6],
  0x16: [7, 8],
  0x17: [9, 10],
};
const BOTTOM_ROW = 15;

/** Decoder of the first caption channel (CC1): two bytes at a time in, finished captions out. */
export class Cea608Decoder {
  readonly captions: ScreenText[] = [];
  #mode: Mode = 'pop-on';
  #shown: Memory = new Map();
  #hidden: Memory = new Map();
  #row = BOTTOM_ROW;
  #shownSinceMs = 0;
  #last = 0;
  /** Whether the codes that arrive belong to the first channel. */
  #isOurs = true;

  /** Takes two bytes with or without parity bits that arrive at `timeMs`. */
  write(first: number, second: number, timeMs: number): void {
    const [a, b] = [first & 0x7f, second & 0x7f];
    if (a >= 0x10 && a <= 0x1f) {
      const code = (a << 8) | b;
      // Control codes are sent twice against transmission errors; the second one says nothing.
      const isRepeat = code === this.#last;
      this.#last = isRepeat ? 0 : code;
      if (isRepeat) return;
      this.#isOurs = a < 0x18;
      if (this.#isOurs) this.#control(a, b, timeMs);
      return;
    }
    this.#last = 0;
    // Bytes below 0x10 belong to data services, not to captions.
    if (!this.#isOurs || (a > 0 && a < 0x10)) return;
    for (const byte of [a, b]) if (byte >= 0x20) this.#put(basicCharacter(byte), timeMs);
  }

  /** Ends what is still shown. */
  finish(timeMs: number): void {
    this.#release(timeMs);
  }

  #control(a: number, b: number, timeMs: number): void {
    if (b >= 0x40) {
      this.#row = ROWS[a]![(b & 0x20) === 0 ? 0 : 1];
      this.#startLine(timeMs);
      return;
    }
    if (a === 0x14 || a === 0x15) this.#command(b, timeMs);
    else if (a === 0x11 && b < 0x30) this.#put(' ', timeMs);
    else if (a === 0x11) this.#put(specialCharacter(b) ?? '', timeMs);
    else if (a === 0x12 || a === 0x13) {
      this.#eraseLast();
      this.#put(extendedCharacter(a, b) ?? '', timeMs);
    } else if (a === 0x17 && b >= 0x21 && b <= 0x23) this.#put(' ', timeMs);
  }

  #command(code: number, timeMs: number): void {
    switch (code) {
      case 0x20:
        this.#mode = 'pop-on';
        return;
      case 0x21:
        this.#eraseLast();
        return;
      case 0x25:
      case 0x26:
      case 0x27:
        if (this.#mode !== 'roll-up') this.#clear(timeMs);
        this.#mode = 'roll-up';
        this.#row = BOTTOM_ROW;
        return;
      case 0x29:
        this.#mode = 'paint-on';
        return;
      case 0x2c:
        this.#clear(timeMs);
        return;
      case 0x2d:
        // The rows above were told when they rolled up, so each is told once.
        if (this.#mode === 'roll-up') this.#clear(timeMs);
        return;
      case 0x2e:
        this.#hidden = new Map();
        return;
      case 0x2f:
        this.#clear(timeMs);
        [this.#shown, this.#hidden] = [this.#hidden, this.#shown];
        this.#shownSinceMs = timeMs;
        this.#mode = 'pop-on';
    }
  }

  get #memory(): Memory {
    return this.#mode === 'pop-on' ? this.#hidden : this.#shown;
  }

  /** A preamble on a row that holds text writes over it; painting does so in the open. */
  #startLine(timeMs: number): void {
    if (this.#mode === 'paint-on' && this.#shown.has(this.#row)) this.#clear(timeMs);
    if (this.#mode === 'roll-up') return;
    const before = this.#memory.get(this.#row);
    if (before !== undefined && before !== '') this.#memory.set(this.#row, `${before} `);
  }

  #put(character: string, timeMs: number): void {
    const memory = this.#memory;
    if (memory === this.#shown && memory.size === 0) this.#shownSinceMs = timeMs;
    memory.set(this.#row, (memory.get(this.#row) ?? '') + character);
  }

  #eraseLast(): void {
    const before = this.#memory.get(this.#row);
    if (before !== undefined) this.#memory.set(this.#row, before.slice(0, -1));
  }

  #clear(timeMs: number): void {
    this.#release(timeMs);
    this.#shown = new Map();
  }

  #release(timeMs: number): void {
    const rows = [...this.#shown].toSorted(([a], [b]) => a - b).map(([, text]) => text.trim());
    const text = rows.filter((row) => row !== '').join('\n');
    if (text !== '') this.captions.push({ startMs: this.#shownSinceMs, endMs: timeMs, text });
  }
}
