/**
 * A process that runs no models but answers as one, or not: the id of the detector that it is asked to open says how. With
 * `memory for N` it has memory for N rows at once.
 */
const { createHash } = require('node:crypto');

let how = '';

/** What it finds tells the picture: its score is the first byte, in shares of 255. */
function annotated({ id, bytes }, change = {}) {
  const found = { label: 'person', score: bytes[0] / 255, box: [0, 0, 8, 6], face: null, faceEmbedding: null };
  const instance = { ...found, appearance: Float32Array.of(0.6, 0.8), mask: null, ...change };
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { id, width: 8, height: 6, instances: [instance], sha256 };
}

/** A permutation without a fixed point, another one for every number. */
function shuffled(items, number) {
  const by = 1 + (number % (items.length - 1));
  return items.map((_, at) => items[(at + by) % items.length]);
}

let batches = 0;
const answers = {
  well: (images) => images.map((image) => annotated(image)),
  shuffled: (images) => shuffled(images, batches++).map((image) => annotated(image)),
  'shuffled under the right ids': (images) =>
    shuffled(images, batches++).map((other, at) => ({ ...annotated(other), id: images[at].id })),
  'other ids': (images) => images.map((image) => annotated({ ...image, id: `${image.id}!` })),
  'one too few': (images) => images.slice(1).map((image) => annotated(image)),
  'one too many': (images) => [...images, images[0]].map((image) => annotated(image)),
  'one twice': (images) => images.map(() => annotated(images[0])),
  'no number': (images) => images.map((image) => annotated(image, { score: NaN })),
  'no embedding': (images) => images.map((image) => annotated(image, { appearance: Float32Array.of(NaN, 1) })),
  'a box outside': (images) => images.map((image) => annotated(image, { box: [0, 0, 9, 6] })),
  'another mask': (images) => images.map((image) => annotated(image, { mask: { size: [8, 6], counts: '0' } })),
};

function answer({ id, images, most }) {
  const memory = /^memory for (\d+)$/.exec(how)?.[1];
  if (memory != null && (images.length > memory || most > memory)) {
    return { failure: { id, code: 'OutOfMemory', message: `${most} rows`, details: {} } };
  }
  if (how === 'busy') return { failure: { id, code: 'ModelBusy', message: 'busy', details: {} } };
  if (how === 'another ask') return { id: `${id}!`, answers: [] };
  if (how === 'opened again') return { opened: true };
  return { id, answers: (answers[how] ?? answers.well)(images) };
}

process.on('disconnect', () => process.exit(0));
process.on('message', (ask) => {
  if (ask.open != null) {
    how = ask.open.detect.id;
    return process.send(how === 'not even open' ? { id: 'batch 0', answers: [] } : { opened: true });
  }
  if (how === 'death') process.exit(3);
  if (how === 'killed') process.kill(process.pid, 'SIGKILL');
  if (how !== 'no answer') process.send(answer(ask));
});
