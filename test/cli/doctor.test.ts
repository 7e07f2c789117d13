import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Check } from '../../cli/doctor/check.ts';
import { checkChat, checkCorpus, checkMedia, checkNode, checkSharp } from '../../cli/doctor/parts.ts';
import { checkTemporal } from '../../cli/doctor/temporal.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'storyloom-doctor-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A machine with nothing on PATH, no configuration, no caches. */
let machine = '';
beforeEach(() => {
  machine = mkdtempSync(join(folder, 'machine-'));
  for (const name of Object.keys(process.env)) if (name.startsWith('TEMPORAL_')) vi.stubEnv(name, undefined);
  vi.stubEnv('PATH', join(machine, 'bin'));
  vi.stubEnv('HOME', machine);
  vi.stubEnv('TMPDIR', join(machine, 'tmp'));
  vi.stubEnv('XDG_CACHE_HOME', join(machine, 'cache'));
  vi.stubEnv('XDG_CONFIG_HOME', join(machine, 'config'));
  vi.stubEnv('TEMPORAL_CONFIG_FILE', join(machine, 'none.toml'));
});
afterEach(() => {
  vi.unstubAllEnvs();
});

async function program(name: string, script: string): Promise<string> {
  await mkdir(join(machine, 'bin'), { recursive: true });
  const file = join(machine, 'bin', name);
  await writeFile(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}

describe('Node.js', () => {
  it.each([
    ['20.19.0', 'ok'],
    ['20.20.2', 'ok'],
    ['22.0.0', 'ok'],
    ['20.18.3', 'missing'],
    ['18.20.0', 'missing'],
  ])('%s is %s', (version, status) => {
    const check = checkNode(version);
    expect(check.status).toBe(status);
    if (status === 'missing') expect(check.remedy).toMatch(/Install Node\.js >=20/);
  });
});

describe('Temporal', () => {
  it('is missing without server, program and Go, and says what to do', async () => {
    const [check] = await checkTemporal();
    expect(check).toMatchObject({ name: 'temporal program', status: 'missing' });
    expect(check!.remedy).toMatch(/Install the Temporal CLI .* or set TEMPORAL_ADDRESS/);
  });

  it('is fetched by the first build where Go is there', async () => {
    await program('go', `echo '${machine}/gopath'`);
    expect(await checkTemporal()).toEqual([
      expect.objectContaining({ status: 'optional', found: expect.stringContaining('Go at ') as unknown }),
    ]);
  });

  it('is found with its version', async () => {
    const file = await program('temporal', "echo 'temporal version 1.5.1 (Server 1.29.0)'");
    expect(await checkTemporal()).toEqual([
      { name: 'temporal program', status: 'ok', found: `1.5.1 at ${file}`, remedy: null },
    ]);
  });

  it('that is configured has to answer', async () => {
    const probe = createServer();
    const port = await new Promise<number>((resolve) =>
      probe.listen(0, '127.0.0.1', () => resolve((probe.address() as AddressInfo).port)),
    );
    await new Promise((resolve) => probe.close(resolve));
    vi.stubEnv('TEMPORAL_ADDRESS', `127.0.0.1:${port}`);
    const [check] = await checkTemporal();
    expect(check).toMatchObject({ name: 'temporal server', status: 'missing' });
    expect(check!.found).toContain(`127.0.0.1:${port}`);
    expect(check!.remedy).toContain('TEMPORAL_ADDRESS');
  });
});

describe('media engines', () => {
  it('are the installed one and the one of FFMPEG_PATH', async () => {
    vi.stubEnv('FFMPEG_PATH', await program('my-ffmpeg', "echo 'ffmpeg version 7.1-own Copyright'"));
    const [libav, ffmpeg] = await checkMedia();
    expect(libav).toMatchObject({ status: 'ok', found: expect.stringMatching(/^node-av with FFmpeg \d/) as unknown });
    expect(ffmpeg).toMatchObject({ status: 'ok', found: `7.1-own at ${join(machine, 'bin', 'my-ffmpeg')}` });
  });

  it.each([
    ['a path that leads nowhere', '/nowhere/ffmpeg', /FFMPEG_PATH names no program: \/nowhere\/ffmpeg/],
    ['a program that does not run', '/bin/false', /\/bin\/false does not run/],
  ])('need no second one, but say so of %s', async (_, path, found) => {
    vi.stubEnv('FFMPEG_PATH', path);
    const [, ffmpeg] = await checkMedia();
    expect(ffmpeg).toMatchObject({ status: 'optional', found: expect.stringMatching(found) as unknown });
    expect(ffmpeg!.remedy).toContain('FFMPEG_PATH');
  });
});

describe('what npm installs', () => {
  it('is tried', async () => {
    expect(await checkSharp()).toMatchObject({ status: 'ok', found: expect.stringMatching(/^sharp \d/) as unknown });
  });
});

describe('a language model', () => {
  it('is optional, and its address is not shown', () => {
    expect(checkChat('')).toMatchObject({ status: 'optional' });
    const check = checkChat('https://user:secret@models.example/v1');
    expect(check.status).toBe('ok');
    expect(JSON.stringify(check)).not.toContain('secret');
  });
});

describe('a corpus', () => {
  it('that is not there is named', async () => {
    const check = await checkCorpus(join(machine, 'none'));
    expect(check).toMatchObject({ status: 'missing', found: expect.stringContaining('there is no corpus') as unknown });
    expect(check.remedy).not.toBe('');
  });
});

describe('storyloom doctor', () => {
  it('exits 1 when something needed is missing, with one JSON document', async () => {
    const run = promisify(execFile)(process.execPath, ['bin/storyloom', 'doctor', '--json'], { cwd: root });
    const { code, stdout } = (await run.catch((error: unknown) => error)) as { code?: number; stdout: string };
    const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: Check[] };
    expect(code).toBe(1);
    expect(ok).toBe(false);
    expect(checks.filter(({ status }) => status === 'missing').map(({ name }) => name)).toEqual(['temporal program']);
    for (const { status, remedy } of checks) expect(remedy == null).toBe(status === 'ok');
  });
});
