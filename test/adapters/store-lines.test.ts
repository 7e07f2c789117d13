import { expect, it } from 'vitest';
import { linesOf } from '../../adapters/store/lines.ts';

it.each<[string, string[], string[]]>([
  ['lines over several chunks', ['a', 'b\nc', '\nd\n'], ['ab', 'c', 'd']],
  ['a last line without an end', ['a\nb'], ['a', 'b']],
  ['empty lines', ['\n\na\n'], ['', '', 'a']],
  ['nothing', [], []],
  ['other ends of lines than the line feed', ['a\u2028b\u2029c\u0085d\re\n'], ['a\u2028b\u2029c\u0085d\re']],
])('splits %s', async (_what, chunks, lines) => {
  const stream = ReadableStream.from(chunks.map((chunk) => Buffer.from(chunk)));
  const found: string[] = [];
  for await (const line of linesOf(stream)) found.push(Buffer.from(line).toString());
  expect(found).toEqual(lines);
});
