import { MemoryStore } from '../../adapters/store/memory.ts';
import { describeStore } from './store-conformance.ts';

describeStore('memory', () => {
  const store = new MemoryStore();
  return Promise.resolve({
    store,
    second: store,
    spoil: (key, content) => {
      store.spoil(key, content);
      return Promise.resolve();
    },
    close: () => store.close(),
  });
});
