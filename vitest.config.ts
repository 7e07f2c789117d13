import { defineConfig } from 'vitest/config';

/** Unit tests run in seconds and need only npm; `e2e` runs real servers, decoders and Python clients. */
export default defineConfig({
  test: {
    pool: 'forks',
    // A condition that is waited for may take its time on a loaded machine; that it never comes is told soon enough.
    expect: { poll: { timeout: 10_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**'],
          testTimeout: 20_000,
          // A process for each file would take a third of the time; nothing here changes what other files see.
          isolate: false,
          // By default one core is left to whoever watches.
          maxWorkers: '100%',
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
          // After the unit tier, never beside it: servers and decoders need the machine to themselves.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
