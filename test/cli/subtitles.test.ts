import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadSubtitles } from '../../cli/subtitles/load.ts';
import { subtitlesDocument, subtitlesText } from '../../cli/subtitles/report.ts';

const golden = (name: string): string => fileURLToPath(new URL(`../golden/subtitle/${name}`, import.meta.url));

describe('storyloom subtitles', () => {
  it('lists cues for people by their parts, then every repair with its line', async () => {
    const text = subtitlesText(await loadSubtitles(golden('sami.smi'), {}), 'table');
    expect(text.split('\n')).toEqual([
      'sami, utf-8, language unknown, 2 cues',
      '    1.000     2.500  Anna: Is that / the boat?',
      '    3.000     4.505  No. It is late.',
      'line 1: The texts of 1 more languages were left out. (other-languages)',
    ]);
  });

  it('writes one document with what the bytes and the text said', async () => {
    expect(subtitlesDocument(await loadSubtitles(golden('windows-1251.srt'), {}))).toMatchObject({
      format: 'srt',
      encoding: 'windows-1251',
      encodingConfidence: 0.629,
      language: 'ru',
      track: null,
      cues: [{ index: 0, startMs: 1000, endMs: 2000, speaker: null, kind: 'speech' }],
      issues: [],
    });
  });

  it('writes clean SubRip and WebVTT', async () => {
    const loaded = await loadSubtitles(golden('webvtt.vtt'), {});
    expect(subtitlesText(loaded, 'srt').split('\n').slice(0, 3)).toEqual([
      '1',
      '00:00:01,000 --> 00:00:02,500',
      'Is that the boat?',
    ]);
    expect(subtitlesText(loaded, 'vtt').split('\n')[3]).toBe('00:00:01.000 --> 00:00:02.500');
  });

  it.each([
    [{}, 1001],
    [{ fps: 25 }, 960],
  ])('counts frames with %j', async (request, startMs) => {
    const { cues } = await loadSubtitles(golden('microdvd-no-rate.sub'), request);
    expect(cues[0]?.startMs).toBe(startMs);
  });
});
