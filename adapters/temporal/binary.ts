import { execFile, spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdir, readdir } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { Failure } from '../../core/contract/errors.ts';

/** Newest release that `go install` accepts: later ones have a replace directive in go.mod. */
const CLI_MODULE = 'github.com/temporalio/cli/cmd/temporal@v1.5.1';
const CLI_NAME = process.platform === 'win32' ? 'temporal.exe' : 'temporal';

/** Folder for programs that Storyloom fetched. */
export function programFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'storyloom', 'bin');
}

/** A program on PATH, or null. */
export async function findOnPath(name: string): Promise<string | null> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const file = join(folder, name);
    if (folder !== '' && (await isExecutable(file))) return file;
  }
  return null;
}

/**
 * The Temporal CLI if this machine has one: on PATH, from an earlier fetch, from a download that a Temporal SDK left
 * behind, or in Go's bin folder, in this order.
 */
export async function locateTemporalCli(): Promise<string | null> {
  const candidates = [
    await findOnPath(CLI_NAME),
    join(programFolder(), CLI_NAME),
    ...(await sdkDownloads(programFolder())),
    ...(await sdkDownloads(tmpdir())),
    await goBinary(),
  ];
  for (const file of candidates) if (file != null && (await isExecutable(file))) return file;
  return null;
}

/**
 * Finds the Temporal CLI, fetching it only when there is none: by the SDK's own download, else by `go install` (about
 * three minutes, once). Throws `InvalidInput` with the commands that help when nothing works.
 */
export async function findTemporalCli(notice: (text: string) => void): Promise<string> {
  return (await locateTemporalCli()) ?? (await downloadWithSdk(notice)) ?? installWithGo(notice);
}

async function sdkDownloads(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => /^temporal-(cli-)?sdk-typescript-/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** Lets the SDK download the CLI into our folder; null where its download site is out of reach. */
async function downloadWithSdk(notice: (text: string) => void): Promise<string | null> {
  const folder = programFolder();
  await mkdir(folder, { recursive: true });
  notice('fetching the Temporal CLI once');
  try {
    const { TestWorkflowEnvironment } = await import('@temporalio/testing');
    // The SDK only downloads in order to start a server; the program that it leaves behind is what is wanted.
    const server = await TestWorkflowEnvironment.createLocal({
      server: { executable: { type: 'cached-download', downloadDir: folder } },
    });
    await server.teardown();
  } catch {
    notice('the Temporal CLI can not be downloaded from here');
  }
  return (await sdkDownloads(folder))[0] ?? null;
}

async function goBinary(): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('go', ['env', 'GOPATH']);
    return join(stdout.trim(), 'bin', CLI_NAME);
  } catch {
    return null;
  }
}

async function installWithGo(notice: (text: string) => void): Promise<string> {
  const help =
    'Install the Temporal CLI (https://docs.temporal.io/cli) so that `temporal` is on PATH, or set TEMPORAL_ADDRESS.';
  if ((await findOnPath('go')) == null) {
    throw new Failure('InvalidInput', 'no Temporal server is configured, no Temporal CLI found and no Go to build it', {
      remedy: help,
    });
  }
  const folder = programFolder();
  await mkdir(folder, { recursive: true });
  notice(`building the Temporal CLI once with \`go install ${CLI_MODULE}\` (about three minutes)`);
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn('go', ['install', CLI_MODULE], {
      env: { ...process.env, GOBIN: folder, GOFLAGS: '-mod=mod' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.on('error', reject);
    child.on('close', resolve);
  });
  const file = join(folder, CLI_NAME);
  if (code === 0 && (await isExecutable(file))) return file;
  throw new Failure('InvalidInput', `\`go install ${CLI_MODULE}\` ended with code ${String(code)}`, { remedy: help });
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
