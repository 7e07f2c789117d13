const LINE_FEED = 10;

/**
 * The lines of UTF-8 bytes, without their line feeds. Only a line feed ends a line of JSONL: separators that Unicode has beside it
 * (U+2028 and others) stand in texts as they are, and `node:readline` breaks lines at some of them from Node 24 on.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let pending: Uint8Array[] = [];
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      const part = chunk.subarray(start, end);
      yield pending.length === 0 ? part : Buffer.concat([...pending, part]);
      pending = [];
      start = end + 1;
    }
    if (start < chunk.length) pending.push(chunk.subarray(start));
  }
  if (pending.length > 0) yield Buffer.concat(pending);
}
