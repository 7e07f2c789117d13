import { HumanAnnotator } from '../../adapters/model/human.ts';
import { photograph } from '../adapters/annotator-conformance.ts';

/** A process that owns an annotator, says so, and waits to be killed. */
const annotator = new HumanAnnotator();
await annotator.annotate([{ id: 'a', bytes: await photograph(6, 160) }]);
process.send?.('ready');
setInterval(() => undefined, 1000);
