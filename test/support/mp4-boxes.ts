/** A box of an MP4 file: where it and its content begin and where it ends. */
export interface Box {
  type: string;
  start: number;
  content: number;
  end: number;
}

/** One entry of an edit list: `durationMs` of the film shows the media from `mediaTicks` on; -1 shows nothing. */
export interface Edit {
  durationMs: number;
  mediaTicks: number;
}

/** The boxes at the end of a path such as `['moov', 'trak', 'edts']`, the first of each name. */
export function boxesOf(file: Buffer, path: readonly string[]): Box[] {
  const found: Box[] = [];
  let [from, to] = [0, file.length];
  for (const type of path) {
    const box = [...childrenOf(file, from, to)].find((one) => one.type === type);
    if (box == null) throw new Error(`no box ${path.join('/')}`);
    found.push(box);
    [from, to] = [box.content, box.end];
  }
  return found;
}

function* childrenOf(file: Buffer, from: number, to: number): Generator<Box> {
  for (let start = from; start + 8 <= to;) {
    const size = file.readUInt32BE(start);
    const end = size === 0 ? to : size === 1 ? start + Number(file.readBigUInt64BE(start + 8)) : start + size;
    yield { type: file.toString('latin1', start + 4, start + 8), start, content: start + (size === 1 ? 16 : 8), end };
    start = Math.max(end, start + 8);
  }
}

/** Media time at which the edit list of the first track begins. */
export function firstMediaTicks(file: Buffer): number {
  const list = boxesOf(file, ['moov', 'trak', 'edts', 'elst']).at(-1)!;
  const entries = file.readUInt32BE(list.content + 4);
  for (let entry = 0; entry < entries; entry++) {
    const mediaTicks = file.readInt32BE(list.content + 8 + 12 * entry + 4);
    if (mediaTicks >= 0) return mediaTicks;
  }
  throw new Error('the edit list shows nothing');
}

/** The file with another edit list in its first track. Its index must lie behind the media data. */
export function withEdits(file: Buffer, edits: readonly Edit[]): Buffer {
  const list = Buffer.alloc(16 + 12 * edits.length);
  list.writeUInt32BE(list.length, 0);
  list.write('elst', 4, 'latin1');
  list.writeUInt32BE(edits.length, 12);
  edits.forEach(({ durationMs, mediaTicks }, index) => {
    const at = 16 + 12 * index;
    list.writeUInt32BE(durationMs, at);
    list.writeInt32BE(mediaTicks, at + 4);
    list.writeUInt32BE(0x1_0000, at + 8);
  });
  return withBox(file, ['moov', 'trak', 'edts', 'elst'], list.subarray(8));
}

/** The file with other content in the box at a path. Its index must lie behind the media data. */
export function withBox(file: Buffer, path: readonly string[], content: Buffer): Buffer {
  const boxes = boxesOf(file, path);
  const old = boxes.at(-1)!;
  const edited = Buffer.concat([file.subarray(0, old.content), content, file.subarray(old.end)]);
  const grown = content.length - (old.end - old.content);
  for (const { start } of boxes) edited.writeUInt32BE(edited.readUInt32BE(start) + grown, start);
  return edited;
}

/** The file with a length, in place of its own, in the heads of the film, its first track and that track's media. */
export function withStatedLength(file: Buffer, factor: number): Buffer {
  const changed = Buffer.from(file);
  const places: [string[], number][] = [
    [['moov', 'mvhd'], 16],
    [['moov', 'trak', 'tkhd'], 20],
    [['moov', 'trak', 'mdia', 'mdhd'], 16],
  ];
  for (const [path, offset] of places) {
    const at = boxesOf(file, path).at(-1)!.content + offset;
    changed.writeUInt32BE(Math.round(file.readUInt32BE(at) * factor), at);
  }
  return changed;
}
