import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fetchWeights, readWeights, stateOfWeights, weightPath } from '../../../adapters/model/weights.ts';
import type { WeightFile } from '../../../core/schema/models.ts';

const content = Buffer.from('weights, as far as this test goes');
const sha256 = createHash('sha256').update(content).digest('hex');
const before = process.env['XDG_CACHE_HOME'];
let cache = '';
let server: Server;
let origin = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/none') response.writeHead(404);
    if (request.url === '/broken') {
      response.writeHead(200, { 'content-length': 1000 });
      response.write(content);
      return response.socket?.end();
    }
    return response.end(request.url === '/good' ? content : 'something else');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(async () => {
  if (cache !== '') await rm(cache, { recursive: true, force: true });
  cache = await mkdtemp(join(tmpdir(), 'storyloom-weights-'));
  process.env['XDG_CACHE_HOME'] = cache;
});
afterAll(async () => {
  if (before == null) delete process.env['XDG_CACHE_HOME'];
  else process.env['XDG_CACHE_HOME'] = before;
  await rm(cache, { recursive: true, force: true });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const weights = (path: string): WeightFile => ({ file: 'family/a.onnx', sha256, url: `${origin}/${path}` });
const files = (): Promise<string[]> => readdir(join(cache, 'storyloom', 'models', 'family')).catch(() => []);

describe('weights', () => {
  it('are fetched into the model folder, checked, and read', async () => {
    expect(await stateOfWeights(weights('good'))).toEqual({ state: 'missing', bytes: null, sha256: null });
    await fetchWeights(weights('good'));
    expect(await files()).toEqual(['a.onnx']);
    expect(await readFile(weightPath(weights('good')))).toEqual(content);
    expect(Buffer.from(await readWeights(weights('good')))).toEqual(content);
    expect(await stateOfWeights(weights('good'))).toEqual({ state: 'present', bytes: content.length, sha256 });
  });

  it.each([
    ['other', 'InvalidInput'],
    ['none', 'ModelUnavailable'],
    ['broken', 'ModelUnavailable'],
  ])('that come out as %s leave nothing behind: %s', async (path, code) => {
    await expect(fetchWeights(weights(path))).rejects.toMatchObject({ code });
    expect(await files()).toEqual([]);
  });

  it('of another content are told from missing ones', async () => {
    await expect(readWeights(weights('good'))).rejects.toMatchObject({ code: 'ModelUnavailable', remedy: /--fetch/ });
    await fetchWeights(weights('good'));
    await writeFile(weightPath(weights('good')), 'changed');
    const found = createHash('sha256').update('changed').digest('hex');
    expect(await stateOfWeights(weights('good'))).toEqual({ state: 'different', bytes: 7, sha256: found });
    await expect(readWeights(weights('good'))).rejects.toMatchObject({
      code: 'InvalidInput',
      details: { evidence: { expected: sha256, found } },
    });
  });
});
