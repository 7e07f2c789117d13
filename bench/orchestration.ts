import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/**
 * Claims: the real workflows on the real server take 500 no-op films (nine stages each, seeded failures and retries)
 * through in minutes on two cores; a film's history stays under 200 events and the corpus's under 10,240, where the
 * server begins to warn; one seed gives one outcome, whatever the order in which films end.
 */
const FILMS = 500;
const SEED = 1;
const MAX_FILM_EVENTS = 200;
const MAX_CORPUS_EVENTS = 10_240;

interface Simulation {
  films: number;
  states: Record<string, number>;
  seconds: number;
  filmsPerSecond: number;
  parentHistoryEvents: number;
  maxFilmHistoryEvents: number;
  rssMiB: number;
}

const STORYLOOM = fileURLToPath(new URL('../bin/storyloom', import.meta.url));

async function simulate(window: number): Promise<Simulation> {
  const counts = ['--films', String(FILMS), '--seed', String(SEED), '--window', String(window)];
  const { stdout } = await promisify(execFile)(process.execPath, [STORYLOOM, 'simulate', ...counts, '--json']);
  return JSON.parse(stdout) as Simulation;
}

const wide = await simulate(32);
const narrow = await simulate(4);
const { parentHistoryEvents, maxFilmHistoryEvents } = wide;
process.stdout.write(
  `${JSON.stringify(
    {
      claim: 'histories within bounds, one outcome for one seed, whatever the window',
      seed: SEED,
      ...wide,
      filmsPerSecondOfFour: narrow.filmsPerSecond,
      holds:
        maxFilmHistoryEvents < MAX_FILM_EVENTS &&
        parentHistoryEvents < MAX_CORPUS_EVENTS &&
        JSON.stringify(narrow.states) === JSON.stringify(wide.states),
    },
    null,
    2,
  )}\n`,
);
