import { mkdtemp, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Description } from '../../core/schema/description.ts';
import type { Reject, Story } from '../../core/schema/story.ts';
import { validateStory } from '../../core/story/validate.ts';
import { type ChatRequest, startChatServer } from '../support/chat-server.ts';
import { jsonLines } from '../support/file-tree.ts';
import { makeShortFilm, writeManifest } from '../support/short-films.ts';
import { stepOf, unchanged } from '../support/story-teller.ts';
import { endAll, type Ended, storyloom } from '../support/storyloom.ts';

const MARK = `story-model-${process.pid}`;
let folder: string;
let manifest: string;
let corpus: string;
let server: Awaited<ReturnType<typeof startChatServer>>;

/** Describes a keyframe, or thinks, tells and polishes what it was given. The first two requests fail, and the first answer is none. */
function tell(request: ChatRequest, number: number): string | ((response: ServerResponse) => void) {
  if (number === 1) return (response) => void response.writeHead(500).end();
  if (number === 2) return (response) => void response.writeHead(429, { 'retry-after': '1' }).end();
  if (number === 3) return 'Once upon a time';
  const { content } = request.body.messages[1]!;
  if (typeof content !== 'string') {
    const { id } = JSON.parse((content as { text: string }[])[0]!.text) as { id: string };
    return JSON.stringify({ id, caption: `Seen in ${id}.`, landmark: 'Old Bridge', instances: [] });
  }
  const { images } = JSON.parse(content) as { images: { seen?: string }[] };
  if (images.some(({ seen }) => seen === undefined)) return 'an image was not described';
  if (stepOf(request) !== 'tables') return unchanged(request);
  return unchanged(request).replaceAll('| Old Bridge | Not stated |', '| Old Bridge | Calm |');
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-story-model-'));
  const { video, subtitles, script } = await makeShortFilm(folder, 'short', { seed: 1 });
  manifest = await writeManifest(join(folder, 'films.jsonl'), [{ id: 'short', video, subtitles, script }]);
  corpus = join(folder, 'corpus');
  server = await startChatServer(tell);
});
afterAll(async () => {
  endAll(MARK);
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

function build(): Promise<Ended> {
  const env = { STORYLOOM_CHAT_URL: server.baseUrl, STORYLOOM_CHAT_KEY: 'secret-key' };
  const options = ['--captioner', 'seer', '--story-model', 'teller', '--min-frames', '1', '--min-persons', '0'];
  return storyloom(['build', manifest, '--out', corpus, ...options], { mark: MARK, env });
}

describe('a build whose stories a language model retells', () => {
  it('gets over an endpoint that errs, and says what it cost', async () => {
    const built = await build();
    expect(built, built.stderr).toMatchObject({ code: 0, json: { films: { done: 1 }, failures: [] } });
    const rows = join(folder, 'rows');
    await storyloom(['export', corpus, '--format', 'jsonl', '--out', rows]);
    const stories = await jsonLines<Story>(join(rows, 'stories.jsonl'));
    expect(stories.length).toBeGreaterThan(0);
    for (const story of stories) {
      expect([story.textSource, validateStory(story)]).toEqual(['model', []]);
      expect(story.chainOfThought).toContain('| Old Bridge | Calm |');
    }
    const rejects = await jsonLines<Reject>(join(rows, 'rejects.jsonl'));
    expect(rejects.filter(({ stage }) => stage === 'caption')).toEqual([]);
    const described = await jsonLines<Description>(join(rows, 'descriptions.jsonl'));
    const shown = new Set(stories.flatMap(({ frames }) => frames.map(({ index }) => index)));
    expect(described.map(({ keyframe }) => keyframe)).toEqual(expect.arrayContaining([...shown]));
    for (const { keyframe, caption } of described) expect(caption).toBe(`Seen in short/${keyframe}.`);
    // A story is thought through, told and polished. One answer was none; requests that failed cost no tokens.
    const answers = described.length + 3 * stories.length + 1;
    expect(built.json['chat']).toEqual({
      requests: answers,
      promptTokens: 120 * answers,
      completionTokens: 30 * answers,
    });
    expect(JSON.stringify([built.stdout, built.stderr])).not.toContain('secret-key');
  });

  it('asks for nothing twice', async () => {
    const asked = server.requests.length;
    const again = await build();
    expect(again, again.stderr).toMatchObject({ code: 0, json: { films: { done: 1 } } });
    expect(server.requests).toHaveLength(asked);
    expect(await storyloom(['verify', corpus])).toMatchObject({ code: 0, json: { ok: true } });
  });
});
