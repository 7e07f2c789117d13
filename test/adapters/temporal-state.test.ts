import { mkdtempSync } from 'node:fs';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { locateTemporalCli } from '../../adapters/temporal/binary.ts';
import { configuredTemporal } from '../../adapters/temporal/config.ts';
import { corpusIdOf, openStateFolder, readServerRecord, writeServerRecord } from '../../adapters/temporal/state.ts';

const root = mkdtempSync(join(tmpdir(), 'storyloom-state-'));
afterAll(() => rm(root, { recursive: true, force: true }));
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('state folder', () => {
  it('of a corpus in a folder is inside it', async () => {
    const corpus = join(root, 'a corpus');
    expect(await openStateFolder(pathToFileURL(corpus).href)).toBe(join(corpus, '.storyloom'));
    expect((await stat(join(corpus, '.storyloom'))).isDirectory()).toBe(true);
  });

  it('of a corpus in S3 is under the state folder of the user, one for each corpus', async () => {
    vi.stubEnv('XDG_STATE_HOME', join(root, 'state'));
    const [one, two] = ['s3://bucket/one', 's3://bucket/two'];
    expect(await openStateFolder(one)).toBe(join(root, 'state', 'storyloom', corpusIdOf(one)));
    expect(await openStateFolder(two)).not.toBe(await openStateFolder(one));
  });

  it('keeps what the server said of itself', async () => {
    const folder = mkdtempSync(join(root, 'server-'));
    expect(await readServerRecord(folder)).toBeNull();
    const record = { pid: 12, port: 7233, uiPort: 8233 };
    await writeServerRecord(folder, record);
    expect(await readServerRecord(folder)).toEqual(record);
    await writeServerRecord(folder, { ...record, pid: 0 });
    expect(await readServerRecord(folder)).toEqual({ ...record, pid: 0 });
  });

  it('with a torn record has none', async () => {
    const folder = mkdtempSync(join(root, 'torn-'));
    await writeFile(join(folder, 'server.json'), '{"pid":1,');
    expect(await readServerRecord(folder)).toBeNull();
  });
});

describe('the Temporal CLI', () => {
  let machine = '';
  const program = async (folder: string, name: string, script = 'exit 0'): Promise<string> => {
    await mkdir(join(machine, folder), { recursive: true });
    const file = join(machine, folder, name);
    await writeFile(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return file;
  };

  beforeEach(() => {
    machine = mkdtempSync(join(root, 'machine-'));
    vi.stubEnv('PATH', [join(machine, 'empty'), join(machine, 'path')].join(':'));
    vi.stubEnv('XDG_CACHE_HOME', join(machine, 'cache'));
    vi.stubEnv('TMPDIR', join(machine, 'tmp'));
  });

  it('is not found on a machine that has none', async () => {
    expect(await locateTemporalCli()).toBeNull();
  });

  it('is taken from PATH, an earlier fetch, an SDK download, then from Go, in this order', async () => {
    await program('path', 'go', `echo '${machine}/gopath'`);
    const places = [
      ['gopath/bin', 'temporal'],
      ['tmp', 'temporal-sdk-typescript-1.24.0'],
      ['cache/storyloom/bin', 'temporal-sdk-typescript-1.24.0'],
      ['cache/storyloom/bin', 'temporal'],
      ['path', 'temporal'],
    ] as const;
    for (const [folder, name] of places) {
      const file = await program(folder, name);
      expect(await locateTemporalCli()).toBe(file);
    }
  });

  it('is passed over when it can not be run', async () => {
    await program('path', 'temporal');
    await rm(join(machine, 'path', 'temporal'));
    await writeFile(join(machine, 'path', 'temporal'), '', { mode: 0o644 });
    const fetched = await program('cache/storyloom/bin', 'temporal');
    expect(await locateTemporalCli()).toBe(fetched);
  });
});

describe('the configured server', () => {
  beforeEach(() => {
    for (const name of Object.keys(process.env)) if (name.startsWith('TEMPORAL_')) vi.stubEnv(name, undefined);
    vi.stubEnv('TEMPORAL_CONFIG_FILE', join(root, 'none.toml'));
  });

  it('is none when nothing is set', () => {
    expect(configuredTemporal()).toBeNull();
  });

  it('is what the environment says', () => {
    vi.stubEnv('TEMPORAL_ADDRESS', 'temporal.example:7233');
    expect(configuredTemporal()).toMatchObject({
      connection: { address: 'temporal.example:7233' },
      namespace: 'default',
    });
    vi.stubEnv('TEMPORAL_NAMESPACE', 'films');
    expect(configuredTemporal()?.namespace).toBe('films');
  });

  it('is what the named file says', async () => {
    await writeFile(join(root, 'temporal.toml'), '[profile.default]\naddress = "fleet:7233"\nnamespace = "films"\n');
    vi.stubEnv('TEMPORAL_CONFIG_FILE', join(root, 'temporal.toml'));
    expect(configuredTemporal()).toMatchObject({ connection: { address: 'fleet:7233' }, namespace: 'films' });
  });

  it('is refused with a remedy when the file can not be read', async () => {
    await writeFile(join(root, 'broken.toml'), '[profile.default\n');
    vi.stubEnv('TEMPORAL_CONFIG_FILE', join(root, 'broken.toml'));
    expect(() => configuredTemporal()).toThrow(/Temporal configuration can't be read/);
  });
});
