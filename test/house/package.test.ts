import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

interface Manifest {
  license: string;
  type: string;
  engines: { node: string };
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
}
interface Lock {
  packages: Record<string, { license?: string; hasInstallScript?: boolean; optional?: boolean; dev?: boolean }>;
}

const manifest = JSON.parse(read('package.json')) as Manifest;
const lock = JSON.parse(read('package-lock.json')) as Lock;
const installed = Object.entries(lock.packages).filter(([path]) => path !== '');
const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

describe('package policy', () => {
  it('is Apache-2.0, with the licence text beside it', () => {
    expect(manifest.license).toBe('Apache-2.0');
    expect(read('LICENSE')).toContain('Apache License');
  });

  it('runs on every Node release line from 20.19', () => {
    expect(manifest.engines.node).toBe('>=20.19');
    expect(manifest.type).toBe('module');
  });

  it('has the few scripts that every document names', () => {
    const names = ['dev', 'demo', 'test', 'test:unit', 'test:e2e', 'format', 'check', 'bench', 'build'];
    expect(Object.keys(manifest.scripts).filter((name) => !name.startsWith('check:'))).toEqual(
      expect.arrayContaining(names),
    );
    for (const script of Object.keys(manifest.scripts).filter((name) => name.startsWith('check:'))) {
      expect(manifest.scripts['check']).toContain(`npm run ${script}`);
    }
  });

  it('gives all of the Temporal SDK one protobufjs, without which recorded histories do not replay', () => {
    const copies = installed.map(([path]) => path).filter((path) => nameOf(path) === 'protobufjs');
    expect(copies).toContain('node_modules/protobufjs');
    expect(copies.filter((path) => /@temporalio|proto3-json-serializer/.test(path))).toEqual([]);
  });

  it('decides about every install script, and lets none download what it needs', () => {
    const withScripts = [
      ...new Set(installed.filter(([, entry]) => entry.hasInstallScript).map(([path]) => nameOf(path))),
    ];
    const undecided = withScripts.filter(
      (name) => !Object.hasOwn(manifest.allowScripts, name) && !isPlatformPart(name),
    );
    expect(undecided).toEqual([]);
    // ffmpeg-static downloads its program; it may fail, hence only optional.
    expect(manifest.optionalDependencies).toHaveProperty('ffmpeg-static');
    expect(manifest.dependencies).not.toHaveProperty('ffmpeg-static');
    expect(manifest.devDependencies).not.toHaveProperty('ffmpeg-static');
  });

  it('ships nothing under a licence that binds its users', () => {
    const strict = installed
      .filter(([, entry]) => entry.dev !== true && entry.optional !== true)
      .filter(([, entry]) => /(^|[^L])GPL|SSPL|BUSL|NC/.test(entry.license ?? ''))
      .map(([path]) => nameOf(path));
    expect(strict).toEqual([]);
  });
});

/** Parts for one platform, such as `@img/sharp-linux-x64`, come with their parent's decision. */
function isPlatformPart(name: string): boolean {
  return /-(linux|darwin|win32|freebsd)/.test(name) || name === 'fsevents';
}
