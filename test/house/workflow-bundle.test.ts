import { bundleWorkflowCode } from '@temporalio/worker';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { MESSAGES, WORKFLOWS } from '../../core/contract/workflows.ts';
import * as workflows from '../../workflows/index.ts';

/** Code without its inline source map, 0.49 MB of it the SDK's own. */
const BUDGET_BYTES = 700_000;

let code = '';

beforeAll(async () => {
  const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));
  const silent = { ...console, trace() {}, debug() {}, info() {}, log() {} };
  const bundle = await bundleWorkflowCode({ workflowsPath, logger: silent });
  code = bundle.code.replace(/\/\/# sourceMappingURL=.*$/s, '');
}, 60_000);

describe('workflow bundle', () => {
  it('exports exactly the workflow types of the contract', () => {
    expect(Object.keys(workflows).sort()).toEqual(Object.values(WORKFLOWS).sort());
  });

  it('stays inside its size budget', () => {
    expect(Buffer.byteLength(code)).toBeLessThan(BUDGET_BYTES);
  });

  it.each(['zod', 'node-av', 'sharp', 'fountain-js'])('holds no %s', (name) => {
    expect(code).not.toContain(`node_modules/${name}/`);
  });

  it('holds none of our code outside workflows and core', () => {
    const modules = [...code.matchAll(/^\/\*\*\*\/ "\.\/((?!node_modules)[^"]+)"/gm)].map((match) => match[1]!);
    expect(modules.filter((path) => /^(adapters|activities|workers|cli)\//.test(path))).toEqual([]);
  });

  it.each(Object.values(MESSAGES))('answers to %s', (name) => {
    expect(code).toContain(name);
  });
});
