/** A process that runs no model but answers as one, or not: the name of the model that it is asked to open says how. */
let how = '';
const waiting = [];

const scores = (id, length = 100, value = 0.25) => ({
  scores: { id, single: new Float32Array(length).fill(value), all: null },
});
const answers = {
  well: (id) => [scores(id)],
  swapped: (id) =>
    waiting.push(id) < 2 ? [] : waiting.reverse().map((one) => scores(one, 100, one === 'one' ? 0.1 : 0.2)),
  'other id': () => [scores('frames 7 to 56')],
  'no answer': () => [],
  twice: (id) => [scores(id), scores(id)],
  'too short': (id) => [scores(id, 99)],
  'no number': (id) => [scores(id, 100, NaN)],
  'no probability': (id) => [scores(id, 100, 1.5)],
  'no scores': () => [{ opened: { id: 'again', revision: 'sha256-0' } }],
  failure: (id) => [{ failure: { id, code: 'OutOfMemory', message: 'no memory', details: {} } }],
  death: () => process.exit(3),
};

process.on('disconnect', () => process.exit(0));
process.on('message', (ask) => {
  if (ask.open != null) {
    how = ask.open.model;
    if (how === 'not even open') return process.send(scores('frames 0 to 49'));
    return process.send({ opened: { id: 'test', revision: `sha256-${process.pid}` } });
  }
  for (const reply of answers[how](ask.window.id)) process.send(reply);
});
