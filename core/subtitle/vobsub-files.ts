/** What the index of a pair of VobSub files says of one language. */
export interface VobSubIndex {
  language: string | null;
  /** Number of the language in the pictures' file. */
  stream: number;
  /** Where the pictures stand in the other file. */
  entries: { timeMs: number; position: number }[];
}

/** Whether a text is the index (`.idx`) of a pair of VobSub files. */
export const isVobSubIndex = (text: string): boolean => /^\s*# VobSub index file/.test(text.slice(0, 200));

/** The first language of an index that has pictures, or the one that it names as chosen; null when there is none. */
export function readVobSubIndex(text: string): VobSubIndex | null {
  const languages: VobSubIndex[] = [];
  let delayMs = 0;
  for (const line of text.split(/\r\n?|\n/)) {
    const language = /^id:\s*([a-z-]{0,3})\s*,\s*index:\s*(\d{1,2})/i.exec(line);
    if (language !== null) {
      const name = language[1]!.toLowerCase();
      languages.push({ language: /^[a-z]{2,3}$/.test(name) ? name : null, stream: Number(language[2]), entries: [] });
      delayMs = 0;
    }
    const delay = /^delay:\s*(.{1,20})$/i.exec(line);
    if (delay !== null) delayMs += readClock(delay[1]!) ?? 0;
    const entry = /^timestamp:\s*(-?[\d:]{7,16}),\s*filepos:\s*([\da-f]{1,12})/i.exec(line);
    const timeMs = entry === null ? null : readClock(entry[1]!);
    if (timeMs === null) continue;
    if (languages.length === 0) languages.push({ language: null, stream: 0, entries: [] });
    languages
      .at(-1)!
      .entries.push({ timeMs: Math.max(0, timeMs + delayMs), position: Number.parseInt(entry![2]!, 16) });
  }
  const chosen = /^langidx:\s*(\d{1,2})/m.exec(text)?.[1];
  const full = languages.filter(({ entries }) => entries.length > 0);
  return full.find(({ stream }) => stream === Number(chosen)) ?? full[0] ?? null;
}

/** `00:01:02:345`, the last part milliseconds. */
function readClock(text: string): number | null {
  const parts = /^\s*(-?)(\d{1,2}):(\d{2}):(\d{2}):(\d{3})\s*$/.exec(text);
  if (parts === null) return null;
  const [hours, minutes, seconds, ms] = parts.slice(2).map(Number) as [number, number, number, number];
  return (parts[1] === '-' ? -1 : 1) * (((hours * 60 + minutes) * 60 + seconds) * 1000 + ms);
}

const [PACK, PROGRAM_END, PRIVATE] = [0xba, 0xb9, 0xbd];
/** Number of the first language inside the private stream. */
const FIRST_STREAM = 0x20;

/** One sub-picture out of the packs of the pictures' file (`.sub`); null when it is cut off. */
export function readSubPicture(bytes: Uint8Array, position: number, stream: number): Uint8Array | null {
  const word = (at: number): number => (bytes[at]! << 8) | bytes[at + 1]!;
  const parts: number[] = [];
  let at = position;
  while (at + 9 < bytes.length && word(at) === 0 && bytes[at + 2] === 1) {
    const id = bytes[at + 3]!;
    if (id === PROGRAM_END) return null;
    if (id === PACK) {
      at += 14 + (bytes[at + 13]! & 7);
      continue;
    }
    const end = Math.min(bytes.length, at + 6 + word(at + 4));
    const body = at + 9 + bytes[at + 8]!;
    if (id === PRIVATE && bytes[body] === FIRST_STREAM + stream) {
      for (let place = body + 1; place < end; place += 1) parts.push(bytes[place]!);
      const size = (parts[0]! << 8) | parts[1]!;
      if (parts.length >= Math.max(2, size)) return Uint8Array.from(parts.slice(0, size));
    }
    at = end;
  }
  return null;
}
