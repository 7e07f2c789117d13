import type { ScreenText } from '../../core/subtitle/cea608.ts';

/** One event of an embedded subtitle track as the container stores it. */
export interface SubtitlePacket {
  startMs: number;
  endMs: number;
  data: Uint8Array;
}

/** SubRip file from packets of plain text; QuickTime's `mov_text` puts a length of two bytes before the text. */
export function writeSubRip(packets: readonly SubtitlePacket[], { isMovText = false } = {}): string {
  const decoder = new TextDecoder('utf-8');
  return subRip(
    packets.map(({ startMs, endMs, data }) => {
      const text = decoder.decode(isMovText ? movTextBytes(data) : data).replaceAll('\0', '');
      return { startMs, endMs, text };
    }),
  );
}

/** SubRip file from captions of broadcast, in which nothing is markup. */
export function writeCaptions(captions: readonly ScreenText[]): string {
  return subRip(
    captions.map(({ text, ...times }) => {
      return { ...times, text: text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') };
    }),
  );
}

function subRip(captions: readonly ScreenText[]): string {
  const blocks: string[] = [];
  for (const { startMs, endMs, text } of captions) {
    const lines = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '');
    if (lines.length === 0) continue;
    const times = `${clock(startMs, ',')} --> ${clock(endMs, ',')}`;
    blocks.push(`${blocks.length + 1}\n${times}\n${lines.join('\n')}\n`);
  }
  return blocks.join('\n');
}

function movTextBytes(data: Uint8Array): Uint8Array {
  const length = (data[0] ?? 0) * 256 + (data[1] ?? 0);
  return data.subarray(2, 2 + length);
}

const EVENTS_HEAD = '[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n';

/**
 * ASS file from packets `ReadOrder,Layer,Style,Name,MarginL,MarginR,MarginV,Effect,Text` (Matroska's form, with times
 * outside) and the script header that the container keeps apart. Events are put back into their reading order.
 */
export function writeAss(packets: readonly SubtitlePacket[], header: Uint8Array | null): string {
  const decoder = new TextDecoder('utf-8');
  const head = header == null ? '' : decoder.decode(header).replaceAll('\0', '').replaceAll('\r\n', '\n').trimEnd();
  const events = packets.map(({ startMs, endMs, data }) => {
    const fields = /^(\d+),([^,]*),([\s\S]*)$/.exec(decoder.decode(data).replaceAll('\0', '').trimEnd());
    const [, order = '0', layer = '0', rest = ''] = fields ?? [];
    const line = rest.replaceAll(/\r\n|\r|\n/g, '\\N');
    const times = `${centisecondClock(startMs)},${centisecondClock(endMs)}`;
    return { order: Number(order), line: `Dialogue: ${layer},${times},${line}` };
  });
  events.sort((a, b) => a.order - b.order);
  const opening = /^\[Events\]/im.test(head) ? `${head}\n` : `${head}\n\n${EVENTS_HEAD}`;
  return `${opening}${events.map(({ line }) => line).join('\n')}\n`;
}

function clock(timeMs: number, separator: string): string {
  const whole = Math.max(0, timeMs);
  const pad = (value: number, digits: number): string => String(Math.floor(value)).padStart(digits, '0');
  const seconds = whole / 1000;
  return `${pad(seconds / 3600, 2)}:${pad((seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}${separator}${pad(whole % 1000, 3)}`;
}

function centisecondClock(timeMs: number): string {
  return clock(Math.round(timeMs / 10) * 10, '.').slice(1, -1);
}
