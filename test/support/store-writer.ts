import { openStore } from '../../adapters/store/open.ts';

/**
 * Child process that writes until it is killed. `blob`: one blob that never ends, or that ends after the given number of
 * bytes; `record`: one record again and again, as 200,000 times the same letter.
 */
const [uri, what, bytes = 'Infinity'] = process.argv.slice(2);
const store = await openStore(uri!);

async function* endless(): AsyncGenerator<Uint8Array> {
  const chunk = new Uint8Array(100_000).fill(7);
  for (let sent = 0; sent < Number(bytes); sent += chunk.length) {
    if (sent === 3 * chunk.length) process.stdout.write('writing\n');
    yield await new Promise((resolve) => setImmediate(resolve, chunk));
  }
  process.stdout.write('sent\n');
}

if (what === 'blob') {
  await store.putBlob(endless());
} else {
  for (let round = 0; ; round++) {
    await store.putRecord('films/x.json', Buffer.alloc(200_000, String.fromCharCode(97 + (round % 26))));
    if (round === 2) process.stdout.write('writing\n');
  }
}
