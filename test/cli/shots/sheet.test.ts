import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { FoundShots, ListedKeyframe } from '../../../cli/shots/scan.ts';
import { contactSheet } from '../../../cli/shots/sheet.ts';
import { clock, confidenceColour, duration, escapeHtml } from '../../../cli/shots/sheet-text.ts';
import { MEDIA_INFO } from '../../support/activities.ts';

function keyframe(index: number, shot: number, of: Partial<ListedKeyframe> = {}): ListedKeyframe {
  const timeMs = shot * 2_000 + 500;
  return {
    key: `film_keyframe_00-00-0${shot}-500`,
    shot,
    index,
    frame: timeMs / 40,
    timeMs,
    width: 64,
    height: 36,
    file: null,
    kind: 'picture',
    quality: { sharpness: 12, exposure: 0.9, stability: 0.8, score: 9.4, aesthetic: null },
    hash: '0'.repeat(16),
    look: '',
    duplicateOf: null,
    duplicateEvidence: null,
    preview: Buffer.from(`picture ${index}`),
    ...of,
  };
}

const span = { startFrame: 95, endFrame: 105, startMs: 3_800, endMs: 4_200 };
const FOUND: FoundShots = {
  info: MEDIA_INFO,
  frames: 150,
  durationMs: 6_000,
  timeBase: { num: 1, den: 1000 },
  letterbox: null,
  dense: [],
  shots: (['start', 'cut', 'dissolve'] as const).map((transition, index) => ({
    index,
    startMs: index * 2_000,
    endMs: (index + 1) * 2_000,
    startFrame: index * 50,
    endFrame: (index + 1) * 50,
    transition,
    transitionSpan: transition === 'dissolve' ? span : null,
    confidence: 1 - index / 4,
  })),
  keyframes: [
    keyframe(0, 0),
    keyframe(1, 1, { kind: 'title', quality: { sharpness: 1, exposure: 0, stability: 1, score: 0.1, aesthetic: 5.4 } }),
    keyframe(2, 2, { duplicateOf: 1, duplicateEvidence: { method: 'hash', value: 2, threshold: 6 } }),
  ],
  decodeErrors: 0,
  issues: [{ code: 'damaged-packets', at: 'frame 9', message: '2 of <b>9</b> packets' }],
  engine: 'libav',
};
const HOSTILE = `x/"><script>alert(1)<img src=http:evil onerror='alert(2)'>&amp;\u0007\n.mkv`;

describe('contact sheet', () => {
  const html = contactSheet(HOSTILE, FOUND);

  it('shows every shot with its pictures, times, transition, confidence and score', () => {
    expect(html.match(/<li class="card"/g)).toHaveLength(3);
    for (const index of [0, 1, 2]) {
      const picture = Buffer.from(`picture ${index}`).toString('base64');
      expect(html.split(`data:image/webp;base64,${picture}`)).toHaveLength(2);
    }
    expect(html).toContain('0:02.000 – 0:04.000');
    expect(html).toContain('dissolve over 0.40 s');
    expect(html).toContain('>0.75</span>');
    expect(html).toContain('score 9.4');
    expect(html).toContain('taste 5.40');
    expect(html).toContain('<em>title</em>');
    expect(html).toContain('≈ shot 1');
    expect(html).toContain('transition 95–104');
  });

  it('escapes what comes from the file', () => {
    expect(html).not.toContain('<script>alert');
    expect(html).not.toContain('<img src=http');
    expect(html).not.toContain('<b>9</b>');
    expect(html).toContain('&lt;img src=http:');
    expect(html.match(/<script>/g)).toHaveLength(1);
  });

  it('loads nothing, and its policy allows no other script than its own', () => {
    const markup = html.replaceAll(/&lt;.*?&gt;/g, '');
    const targets = [...markup.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, target]) => target!);
    expect(targets.length).toBeGreaterThan(5);
    expect(targets.filter((target) => !/^(#|data:image\/webp;base64,)/.test(target))).toEqual([]);
    expect(/@import|url\((?!' \+ picture)|<link|<iframe/.test(markup)).toBe(false);
    const script = /<script>([\s\S]*)<\/script>/.exec(html)![1]!;
    const hash = createHash('sha256').update(script).digest('base64');
    expect(html).toContain(`default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`);
  });

  it('is the same for the same shots, and does without pictures', () => {
    expect(contactSheet(HOSTILE, FOUND)).toBe(html);
    const bare = contactSheet('film.mkv', { ...FOUND, keyframes: [] });
    expect(bare.match(/no picture/g)).toHaveLength(3);
    expect(contactSheet('film.mkv', { ...FOUND, keyframes: [], shots: [] })).toContain('<h1>film.mkv</h1>');
  });
});

describe('texts of the sheet', () => {
  it.each([
    [0, '0:00.000'],
    [75_250, '1:15.250'],
    [3_723_045, '1:02:03.045'],
    [-40, '−0:00.040'],
  ])('clock %i', (ms, text) => expect(clock(ms)).toBe(text));

  it.each([
    [2_375, '2.38 s'],
    [12_400, '12.4 s'],
    [75_000, '1 min 15 s'],
  ])('duration %i', (ms, text) => expect(duration(ms)).toBe(text));

  it.each([
    [0.3, 'rgb(226 88 34)'],
    [0.5, 'rgb(226 88 34)'],
    [0.75, 'rgb(222 168 62)'],
    [1, 'rgb(20 128 122)'],
  ])('confidence %d', (confidence, colour) => expect(confidenceColour(confidence)).toBe(colour));

  it('escapes', () =>
    expect(escapeHtml(`<a b="c" d='e'>&\u0000`)).toBe('&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp; '));
});
