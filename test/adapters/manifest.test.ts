import { mkdtempSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readManifest } from '../../adapters/text/manifest.ts';
import { Failure } from '../../core/contract/errors.ts';
import { MAX_FILM_BYTES } from '../../core/contract/stages.ts';

const folder = mkdtempSync(join(tmpdir(), 'storyloom-manifest-'));
let written = 0;

afterAll(() => rm(folder, { recursive: true, force: true }));

/** URI of a file beside the manifest. */
const beside = (name: string): string => pathToFileURL(join(folder, name)).href;

async function manifest(content: string | Uint8Array): Promise<string> {
  const file = join(folder, `manifest-${written++}`);
  await writeFile(file, content);
  return file;
}

async function read(content: string | Uint8Array) {
  return (await readManifest(await manifest(content))).films;
}

async function refusal(content: string): Promise<Failure> {
  const failure: unknown = await read(content).then(
    () => null,
    (error: unknown) => error,
  );
  if (!(failure instanceof Failure)) throw new Error('the manifest was accepted');
  expect(failure.code).toBe('InvalidInput');
  return failure;
}

/** The lines of a refusal that name a problem. */
async function problems(content: string): Promise<string[]> {
  return (await refusal(content)).message
    .split('\n')
    .slice(1)
    .map((line) => line.trim());
}

const film = (id: string): object => ({ id, video: beside(`${id}.mp4`) });

describe('manifests that are read', () => {
  const cases: [string, string, object[]][] = [
    ['JSONL', '{"id":"a","video":"a.mp4"}\n{"id":"b","video":"b.mp4"}\n', [film('a'), film('b')]],
    ['JSONL with empty lines, CRLF and no last newline', '\r\n{"id":"a","video":"a.mp4"}\r\n\r\n', [film('a')]],
    ['JSONL with a byte order mark', '\uFEFF{"id":"a","video":"a.mp4"}\n', [film('a')]],
    ['CSV', 'id,video\na,a.mp4\nb,b.mp4\n', [film('a'), film('b')]],
    ['CSV with a byte order mark, CRLF and blanks', '\uFEFFid, video\r\na , a.mp4\r\n\r\n', [film('a')]],
    [
      'CSV with quotes, commas and line breaks inside cells',
      'id,title,video\na,"One, ""two""\nthree",a.mp4\n',
      [{ ...film('a'), title: 'One, "two"\nthree' }],
    ],
    ['CSV with empty cells, which count as absent', 'id,video,subtitles,script,title,year\na,a.mp4,,,,\n', [film('a')]],
    [
      'all columns',
      'id,video,subtitles,script,title,year,imdb,language,license,split\n' +
        'a,a.mp4,a.srt,a.fountain,A,1936,tt0027531,en,CC0-1.0,test\n',
      [
        {
          ...film('a'),
          subtitles: beside('a.srt'),
          script: beside('a.fountain'),
          title: 'A',
          year: 1936,
          imdb: 'tt0027531',
          language: 'en',
          license: 'CC0-1.0',
          split: 'test',
        },
      ],
    ],
  ];
  it.each(cases)('%s', async (_, content, films) => {
    expect(await read(content)).toEqual(films);
  });

  it('in UTF-16, as spreadsheets save them', async () => {
    const text = Buffer.from('\uFEFFid,video,title\na,a.mp4,Löwe\n', 'utf16le');
    expect(await read(text)).toEqual([{ ...film('a'), title: 'Löwe' }]);
  });
});

describe('sources', () => {
  const cases: [string, string, string][] = [
    ['relative to the manifest', 'films/a.mp4', 'films/a.mp4'],
    ['a folder up and down again', './x/../a.mp4', 'a.mp4'],
    ['blanks and letters beyond ASCII', 'Die Löwin 1.mp4', 'Die Löwin 1.mp4'],
    ['characters that mean something in URIs', 'what? #1 100%.mp4', 'what? #1 100%.mp4'],
    ['a name with a colon that is no scheme', './12:30.mp4', '12:30.mp4'],
  ];
  it.each(cases)('%s', async (_, video, resolved) => {
    expect(await read(`${JSON.stringify({ id: 'a', video })}\n`)).toEqual([{ id: 'a', video: beside(resolved) }]);
  });

  it.each([
    ['an absolute path', '/films/a.mp4', 'file:///films/a.mp4'],
    ['a file: URI', 'file:///films/a%20b.mp4', 'file:///films/a%20b.mp4'],
    ['an s3: URI', 's3://bucket/a b.mp4', 's3://bucket/a b.mp4'],
  ])('%s stays where it is', async (_, video, uri) => {
    expect(await read(JSON.stringify({ id: 'a', video }))).toEqual([{ id: 'a', video: uri }]);
  });

  it('are found from a manifest that is named by its URI', async () => {
    await mkdir(join(folder, 'sub dir'), { recursive: true });
    await writeFile(join(folder, 'sub dir', 'm.jsonl'), '{"id":"a","video":"../a.mp4"}\n');
    const { uri, films } = await readManifest(beside('sub dir/m.jsonl'));
    expect(uri).toBe(beside('sub dir/m.jsonl'));
    expect(films).toEqual([film('a')]);
  });
});

describe('a manifest in S3', () => {
  const server = createServer((request, response) => {
    const body = Buffer.from(request.url!.startsWith('/bucket/lists/m.jsonl') ? s3Manifest : '');
    response.writeHead(body.length > 0 ? 200 : 404, { 'content-length': body.length, etag: '"1"' });
    response.end(request.method === 'HEAD' ? undefined : body);
  });
  const s3Manifest = ['a b?.mp4', '../#1.mp4', '/top.mp4', 's3://other/x.mp4', 'file:///x.mp4']
    .map((video, index) => `${JSON.stringify({ id: `f${index}`, video })}\n`)
    .join('');

  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    vi.stubEnv('AWS_ENDPOINT_URL_S3', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    server.closeAllConnections();
    server.close();
  });

  it('has its relative sources beside it, by names as they stand', async () => {
    const { uri, films } = await readManifest('s3://bucket/lists/m.jsonl');
    expect(uri).toBe('s3://bucket/lists/m.jsonl');
    expect(films.map((film) => film.video)).toEqual([
      's3://bucket/lists/a b?.mp4',
      's3://bucket/#1.mp4',
      's3://bucket/top.mp4',
      's3://other/x.mp4',
      'file:///x.mp4',
    ]);
  });
});

describe('problems of rows', () => {
  const row = (fields: object): string => `${JSON.stringify({ id: 'a', video: 'a.mp4', ...fields })}\n`;
  const cases: [string, string, RegExp][] = [
    ['an id that is a path', row({ id: '../x' }), /^line 1: id: use 1 to 64 of the characters/],
    ['an id of dots', row({ id: '..' }), /^line 1: id: must not consist of dots only/],
    ['an id that is too long', row({ id: 'x'.repeat(65) }), /^line 1: id: use 1 to 64/],
    ['no video', '{"id":"a"}\n', /^line 1: video: /],
    ['a number for a path', row({ video: 7 }), /^line 1: video: /],
    [
      'an address on the web',
      row({ video: 'http://example.org/a.mp4' }),
      /^line 1: video: only paths, file: and s3: URIs .*http/,
    ],
    [
      'a scheme in capitals',
      row({ video: 'S3://bucket/a.mp4' }),
      /^line 1: video: only paths, file: and s3: URIs .*S3/,
    ],
    [
      'a protocol of FFmpeg',
      row({ subtitles: 'concat:a.srt|b.srt' }),
      /^line 1: subtitles: only paths, file: and s3: URIs .*concat/,
    ],
    ['a year before film', row({ year: 1492 }), /^line 1: year: /],
    ['a year that is a word', row({ year: 'last' }), /^line 1: year: /],
    ['another IMDb number', row({ imdb: '27531' }), /^line 1: imdb: looks like tt0027531/],
    ['an unknown split', row({ split: 'dev' }), /^line 1: split: /],
    ['an unknown column', row({ subtitels: 'a.srt' }), /^line 1: unknown column subtitels; known columns: id, video, /],
    ['a title that is a novel', row({ title: 't'.repeat(501) }), /^line 1: title: /],
    ['a path beyond every file system', row({ video: 'p'.repeat(4097) }), /^line 1: video: /],
    ['not JSON', '{"id":"a","video":\n', /^line 1: not JSON: /],
    ['an array', '["a","a.mp4"]\n', /^line 1: row: /],
    ['a duplicate id', row({}) + row({ video: 'b.mp4' }), /^line 2: id: "a" is already on line 1/],
    ['a CSV row with too few cells', 'id,video\na\n', /^line 2: 1 columns where the header has 2/],
    ['a CSV row with too many cells', 'id,video\na,a.mp4,x\n', /^line 2: 3 columns where the header has 2/],
  ];
  it.each(cases)('%s', async (_, content, problem) => {
    const found = await problems(content);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(problem);
  });

  it('are named all at once, by line, with the manifest, the first place and a remedy', async () => {
    const content = 'id,video,year\n../x,a.mp4,1936\nb,,1936\nc,http://x/c.mp4,1936\nd,d.mp4,1492\nd,d.mp4,1936\n';
    const failure = await refusal(content);
    expect(failure.message).toMatch(/ has 5 problems, nothing was started:/);
    expect(failure.message.match(/(?<=^ {2})line \d+/gm)).toEqual(['line 2', 'line 3', 'line 4', 'line 5', 'line 6']);
    expect(failure.details).toMatchObject({ at: 'line 2' });
    expect(failure.details.file).toContain(folder);
    expect(failure.remedy).not.toBe('');
  });

  it('beyond fifty are counted', async () => {
    const failure = await refusal(Array.from({ length: 60 }, (_, n) => `{"id":"f${n}"}\n`).join(''));
    expect(failure.message).toMatch(/ has 60 problems/);
    expect(failure.message).toMatch(/… and 10 more$/);
  });

  it('name the line of the file where a CSV cell before has line breaks', async () => {
    expect(await problems('id,title,video\na,"1\n2\n3",a.mp4\n!,x,b.mp4\n')).toEqual([
      expect.stringMatching(/^line 5: id/),
    ]);
  });

  it('include a row that no Temporal payload could hold, measured with absolute and escaped sources', async () => {
    const long = `${'長'.repeat(80)}/`.repeat(6);
    const sources = { video: `${long}a.mp4`, subtitles: `${long}a.srt`, script: `${long}a.txt` };
    const [problem] = await problems(row(sources));
    expect(problem).toMatch(/^line 1: row: \d+ bytes with absolute sources, which is too long/);
    expect(Number(/(\d+) bytes/.exec(problem!)![1])).toBeGreaterThan(MAX_FILM_BYTES - 2048);
  });
});

describe('manifests that are refused whole', () => {
  const cases: [string, string, RegExp][] = [
    ['an empty file', '', /no CSV header with the columns id and video/],
    ['a header alone', 'id,video\n', / names no film$/],
    ['CSV without a header', 'a,a.mp4\nb,b.mp4\n', /no CSV header with the columns id and video/],
    ['CSV with an open quote', 'id,video\na,"a.mp4\n', / is neither JSONL nor CSV: /],
  ];
  it.each(cases)('%s', async (_, content, message) => {
    const failure = await refusal(content);
    expect(failure.message).toMatch(message);
    expect(failure.details.file).toContain(folder);
  });

  it('one that is not there', async () => {
    await expect(readManifest(join(folder, 'none.jsonl'))).rejects.toMatchObject({ code: 'InvalidInput' });
  });

  it('one on the web', async () => {
    await expect(readManifest('https://example.org/m.jsonl')).rejects.toMatchObject({ code: 'InvalidInput' });
  });
});
