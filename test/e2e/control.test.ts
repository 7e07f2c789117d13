import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differences, fileNames, fileTree } from '../support/file-tree.ts';
import { makeShortFilm, writeManifest } from '../support/short-films.ts';
import { endAll, pressCtrlC, processesOf, startStoryloom, storyloom, until, workerOf } from '../support/storyloom.ts';
import type { Ended, Running, StartOptions } from '../support/storyloom.ts';

const FILMS = 3;
/** How long the processes of a killed build may live on: its channel closes at once, then each ends by itself. */
const GONE_WITHIN_MS = 10_000;
const FOLDERS = ['films', 'blobs', 'stages', 'sources', 'failures'];

let folder: string;
let manifest: string;
let undisturbed: Record<string, string>;
const marks: string[] = [];
const corpusOf = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-control-'));
  const rows = [];
  for (let film = 0; film < FILMS; film++) {
    const { video, subtitles, script } = await makeShortFilm(folder, `film-${film}`, { seed: film + 1 });
    rows.push({ id: `film-${film}`, video, subtitles, script });
  }
  manifest = await writeManifest(join(folder, 'films.jsonl'), rows);
  const built = await startBuild('calm').ended;
  expect(built, built.stderr).toMatchObject({ code: 0, json: { films: { done: FILMS } } });
  undisturbed = await fileTree(corpusOf('calm'), FOLDERS);
});

afterAll(async () => {
  for (const mark of marks) endAll(mark);
  await rm(folder, { recursive: true, force: true });
});

function startBuild(name: string, options: StartOptions = {}): Running {
  // One film at a time: there is always something left to hold or to end.
  const build = startStoryloom(['build', manifest, '--out', corpusOf(name), '--window', '1', '--json'], options);
  marks.push(build.mark);
  return build;
}

interface Status {
  build: string | null;
  counts: Record<string, number>;
  films: { film: string; status: string; stage: string | null; percent: number }[];
}

async function statusOf(name: string): Promise<Status> {
  const { json } = await storyloom(['status', corpusOf(name)]);
  return { build: null, counts: {}, films: [], ...json };
}

/** Waits until a film is under way. */
async function untilRunning(name: string, build: Running): Promise<Status> {
  return until('a film is under way', async () => {
    if (build.hasEnded()) throw new Error(`the build ended too soon: ${build.stderr()}`);
    const status = await statusOf(name);
    return (status.counts['running'] ?? 0) > 0 ? status : null;
  });
}

async function expectWhole(name: string, ended: Ended): Promise<void> {
  expect(ended, ended.stderr).toMatchObject({ code: 0, json: { films: { total: FILMS, done: FILMS }, failures: [] } });
  expect(differences(await fileTree(corpusOf(name), FOLDERS), undisturbed)).toEqual([]);
}

async function expectAllGone(build: Running): Promise<void> {
  const look = (): boolean => processesOf(build.mark).length === 0;
  await until('no process of the build is left', look, { withinMs: GONE_WITHIN_MS }).catch((error: unknown) => {
    throw new Error(`still alive: ${JSON.stringify(processesOf(build.mark))}`, { cause: error });
  });
}

function childOf(name: string, build: Running): number | undefined {
  const file = new RegExp(`/${name}\\.[jt]s`);
  return processesOf(build.mark).find(({ command }) => file.test(command))?.pid;
}

/** Waits until a process of the build runs this file, and gives its id. */
function untilChild(name: string, build: Running): Promise<number> {
  return until(`${name} runs`, () => childOf(name, build), { everyMs: 20 });
}

/** The same, and stops it there; one that ends just then is let go for the next. */
function untilHeld(name: string, build: Running): Promise<number> {
  const hold = (): number | null => {
    const pid = childOf(name, build);
    return pid != null && signalled(pid, 'SIGSTOP') ? pid : null;
  };
  return until(`${name} is held`, hold, { everyMs: 20 });
}

/** Sends a signal; false when the process has ended. */
function signalled(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

describe('verbs for a build that is under way', () => {
  it('pause holds it, resume lets it go on', async () => {
    const build = startBuild('paused');
    // Its decoder is held, so that the film is not at its last stage when it hears of the pause.
    const decoder = await untilHeld('libav-child', build);
    const paused = await storyloom(['pause', corpusOf('paused')]);
    expect(paused, paused.stderr).toMatchObject({ code: 0, json: { paused: true, total: FILMS } });
    signalled(decoder, 'SIGCONT');
    let last = '';
    const held = await until('nothing changes any more', async () => {
      const status = await statusOf('paused');
      const now = JSON.stringify([status, await fileNames(corpusOf('paused'), FOLDERS)]);
      const isStill = now === last && (status.counts['running'] ?? 0) === 0;
      last = now;
      return isStill ? status : null;
    });
    expect(held.build).toBe('paused');
    expect(held.counts).toEqual({ paused: 1, waiting: FILMS - 1 });
    expect(build.hasEnded()).toBe(false);
    const resumed = await storyloom(['resume', corpusOf('paused')]);
    expect(resumed, resumed.stderr).toMatchObject({ code: 0, json: { paused: false } });
    await expectWhole('paused', await build.ended);
    expect((await statusOf('paused')).build).toBeNull();
    await expectAllGone(build);
  });

  it('cancel ends it, and the same command goes on later', async () => {
    const build = startBuild('cancelled');
    await untilRunning('cancelled', build);
    const cancelled = await storyloom(['cancel', corpusOf('cancelled')]);
    expect(cancelled, cancelled.stderr).toMatchObject({ code: 0, json: { cancelling: true } });
    const ended = await build.ended;
    expect(ended, ended.stderr).toMatchObject({ code: 1, json: { films: { total: FILMS, failed: 0 }, failures: [] } });
    await expectAllGone(build);
    expect(await fileNames(corpusOf('cancelled'), ['tmp'])).toEqual([]);
    const before = await times('cancelled');
    await expectWhole('cancelled', await startBuild('cancelled').ended);
    const after = new Map(await times('cancelled'));
    expect(before.filter(([name, time]) => after.get(name) !== time)).toEqual([]);
  });

  it.each(['pause', 'resume', 'cancel'])('%s says when no build is under way', async (verb) => {
    const { code, json } = await storyloom([verb, corpusOf('calm')]);
    expect({ code, json }).toMatchObject({ code: 2, json: { error: { class: 'InvalidInput' } } });
  });
});

it('a second build of the same corpus waits for the first, and both end well', async () => {
  const first = startBuild('shared');
  await untilRunning('shared', first);
  const second = startBuild('shared');
  const [one, two] = await Promise.all([first.ended, second.ended]);
  expect(two.stderr).toContain(`process ${first.pid} is building this corpus`);
  await expectWhole('shared', one);
  await expectWhole('shared', two);
  await expectAllGone(first);
  await expectAllGone(second);
});

it('Ctrl-C stops everything in good order, and the same command goes on', async () => {
  const build = startBuild('interrupted', { ownGroup: true });
  await until('a film is done', async () => (await fileNames(corpusOf('interrupted'), ['films'])).length > 0);
  pressCtrlC(build);
  const ended = await build.ended;
  expect(ended, ended.stderr).toMatchObject({ code: 1, signal: null, json: { error: { class: 'WorkerLost' } } });
  expect(processesOf(build.mark)).toEqual([]);
  expect(await fileNames(corpusOf('interrupted'), ['tmp'])).toEqual([]);
  const before = await times('interrupted');
  await expectWhole('interrupted', await startBuild('interrupted').ended);
  const after = new Map(await times('interrupted'));
  expect(before.filter(([name, time]) => after.get(name) !== time)).toEqual([]);
});

describe('a process that dies takes its own with it', () => {
  it.each(['libav-child', 'human-child'])('the build is killed while %s works', async (child) => {
    const build = startBuild(`killed-${child}`);
    await untilChild(child, build);
    process.kill(build.pid, 'SIGKILL');
    expect((await build.ended).signal).toBe('SIGKILL');
    await expectAllGone(build);
  });

  it('the worker is killed while it decodes: its decoder ends, another worker takes over', async () => {
    const build = startBuild('no-worker');
    const decoder = await untilChild('libav-child', build);
    process.kill(workerOf(build.mark)!, 'SIGKILL');
    const isGone = (): boolean => processesOf(build.mark).every(({ pid }) => pid !== decoder);
    await until('the decoder is gone', isGone, { withinMs: GONE_WITHIN_MS });
    await expectWhole('no-worker', await build.ended);
  });
});

it('a detached build returns at once and runs on by itself', async () => {
  const args = ['build', manifest, '--out', corpusOf('detached'), '--detach', '--json'];
  const command = startStoryloom(args);
  marks.push(command.mark);
  const started = await command.ended;
  expect(started, started.stderr).toMatchObject({ code: 0, json: { pid: expect.any(Number) as unknown } });
  const pids = processesOf(command.mark).map(({ pid }) => pid);
  expect(pids).toContain(started.json['pid']);
  await until('all films are done', async () => (await statusOf('detached')).counts['done'] === FILMS);
  await until('the build has ended', () => processesOf(command.mark).length === 0);
  expect(differences(await fileTree(corpusOf('detached'), FOLDERS), undisturbed)).toEqual([]);
});

it('runs on a configured server, with the work spread over workers', async () => {
  const server = startStoryloom(['server', corpusOf('server')]);
  marks.push(server.mark);
  const address = await until('the server names its address', () => /address: +(\S+)/.exec(server.stderr())?.[1]);
  const env = { TEMPORAL_ADDRESS: address };
  const workers = ['cpu,io', 'gpu,orchestrator'].map((queues) =>
    startStoryloom(['worker', '--queue', queues, '--json'], { env, ownGroup: true }),
  );
  marks.push(...workers.map(({ mark }) => mark));
  const build = startBuild('configured', { env });
  await expectWhole('configured', await build.ended);
  expect(await storyloom(['status', corpusOf('configured')], { env })).toMatchObject({
    json: { counts: { done: FILMS } },
  });
  for (const [at, worker] of workers.entries()) {
    if (at === 0) pressCtrlC(worker);
    else process.kill(worker.pid, 'SIGTERM');
    const ended = await worker.ended;
    expect(ended, ended.stderr).toMatchObject({ code: 0, json: { stopped: true } });
    await expectAllGone(worker);
  }
  process.kill(server.pid, 'SIGINT');
  expect(await server.ended).toMatchObject({ code: 0 });
  await expectAllGone(server);
});

it('names the address when the configured server does not answer', async () => {
  const env = { TEMPORAL_ADDRESS: '127.0.0.1:9' };
  const { code, json } = await storyloom(['build', manifest, '--out', corpusOf('unreachable')], { env });
  const error = { class: 'InvalidInput', message: expect.stringContaining('127.0.0.1:9') as unknown };
  expect({ code, json }).toMatchObject({ code: 2, json: { error } });
});

/** Times of change of all stage records and blobs: what was done again would show. */
async function times(name: string): Promise<[string, number][]> {
  const names = await fileNames(corpusOf(name), ['stages', 'blobs']);
  const look = async (file: string) => (await stat(join(corpusOf(name), file))).mtimeMs;
  return Promise.all(names.map(async (file): Promise<[string, number]> => [file, await look(file)]));
}
