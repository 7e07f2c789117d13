import { Cea608Decoder, type ScreenText } from './cea608.ts';

/** `GA94` and the type of closed captions, as ATSC A/53 writes them into the user data of pictures. */
const IDENTIFIER = [0x47, 0x41, 0x39, 0x34, 0x03];
/** What stands before it: ITU-T T.35 of the ATSC in H.264 and HEVC, the start code of user data in MPEG-2. */
const T35 = [0xb5, 0x00, 0x31];
const USER_DATA = [0x00, 0x00, 0x01, 0xb2];

/** Two bytes for the first field, with what they arrived with. */
interface CaptionPair {
  timeMs: number;
  first: number;
  second: number;
}

/** Collects closed captions (CEA-608, first channel) from pictures as they are stored, decoding order included. */
export class PictureCaptions {
  readonly #pairs: CaptionPair[] = [];
  #isCarried = false;

  /** Whether any picture so far had room for captions: encoders send it without words too. */
  get isCarried(): boolean {
    return this.#isCarried;
  }

  /** Takes a packet of a video that is shown at `timeMs`. */
  writePicture(packet: Uint8Array, timeMs: number): void {
    for (let at = find(packet, 0); at >= 0; at = find(packet, at + 1)) {
      this.#isCarried = true;
      const count = (packet[at + IDENTIFIER.length] ?? 0) & 0x1f;
      const from = at + IDENTIFIER.length + 2;
      this.writeTriplets(packet.subarray(from, from + 3 * count), timeMs);
    }
  }

  /** Takes triplets of `cc_data`: a byte of flags and two of captions. */
  writeTriplets(triplets: Uint8Array, timeMs: number): void {
    for (let at = 0; at + 3 <= triplets.length; at += 3) {
      const [flags, first, second] = [triplets[at]!, triplets[at + 1]!, triplets[at + 2]!];
      const isFirstField = (flags & 7) === 4;
      if (isFirstField && ((first | second) & 0x7f) !== 0) this.#pairs.push({ timeMs, first, second });
    }
  }

  /** The captions in the order of the screen; what is never erased stays `lastMs`. */
  captions(lastMs: number): ScreenText[] {
    const decoder = new Cea608Decoder();
    // Pictures are stored in the order of decoding; the sort keeps the order inside a picture.
    const pairs = this.#pairs.toSorted((one, other) => one.timeMs - other.timeMs);
    for (const { first, second, timeMs } of pairs) decoder.write(first, second, timeMs);
    decoder.finish((pairs.at(-1)?.timeMs ?? 0) + lastMs);
    return decoder.captions;
  }
}

/** Place of the next identifier that user data announce; −1 without one. */
function find(packet: Uint8Array, from: number): number {
  for (let at = packet.indexOf(IDENTIFIER[0]!, from); at >= 0; at = packet.indexOf(IDENTIFIER[0]!, at + 1)) {
    if (holds(packet, at, IDENTIFIER) && (holds(packet, at - T35.length, T35) || holds(packet, at - 4, USER_DATA))) {
      return at;
    }
  }
  return -1;
}

const holds = (bytes: Uint8Array, at: number, wanted: readonly number[]): boolean =>
  wanted.every((byte, index) => bytes[at + index] === byte);
