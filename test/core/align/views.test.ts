import { describe, expect, it } from 'vitest';
import { alignScript } from '../../../core/align/align.ts';
import { alignmentPage } from '../../../core/align/html.ts';
import { labelSubtitles } from '../../../core/align/label.ts';
import { parseScript } from '../../../core/script/parse.ts';
import { parseSubtitles } from '../../../core/subtitle/parse.ts';

const SCRIPT = `INT. HARBOUR - NIGHT

ANNA
Where did you hide the lantern <b>of</b> the "old" lighthouse?

BORIS
Under the blue boat, behind the nets.

A horn in the fog.

ANNA
Then nobody will ever find it there again.

CARLA
This line was never filmed by anybody.

BORIS
The harbour master counts every single boat at dawn.
`;
const SRT = `1
00:00:01,000 --> 00:00:03,000
Where did you hide the lantern of the old lighthouse?

2
00:00:04,000 --> 00:00:08,000
- Under the blue boat, behind the nets.
- Then nobody will ever find it there again.

3
00:00:09,000 --> 00:00:10,000
[horn & fog]

4
00:01:00,000 --> 00:01:03,000
The harbour master counts every single boat at dawn.
`;
const { elements } = parseScript(SCRIPT);
const { cues } = parseSubtitles(SRT);
const alignment = alignScript({ elements, cues });

describe('labelSubtitles', () => {
  it('names the speakers in SubRip, both of a shared cue', () => {
    const blocks = labelSubtitles(cues, alignment.cues, 'srt').split('\n\n');
    expect(blocks.map((block) => block.trim().split('\n').slice(2))).toEqual([
      ['ANNA: Where did you hide the lantern of the old lighthouse?'],
      ['BORIS: Under the blue boat, behind the nets.', 'ANNA: Then nobody will ever find it there again.'],
      ['[horn & fog]'],
      ['BORIS: The harbour master counts every single boat at dawn.'],
    ]);
  });

  it('writes voices in WebVTT that read back with the same times and speakers', () => {
    const vtt = labelSubtitles(cues, alignment.cues, 'vtt');
    const again = parseSubtitles(vtt).cues;
    expect(again.map((cue) => cue.startMs)).toEqual(cues.map((cue) => cue.startMs));
    expect(again.map((cue) => cue.parts.map((part) => part.speaker))).toEqual([
      ['ANNA'],
      ['BORIS', 'ANNA'],
      [null],
      ['BORIS'],
    ]);
  });
});

describe('alignmentPage', () => {
  const hostile = elements.map((element) =>
    element.kind === 'action'
      ? { ...element, text: 'A horn & a <script>alert(1)</script>\u0007 in the fog.' }
      : element,
  );
  const page = alignmentPage({ title: 'a <film> & "more"', elements: hostile, cues, alignment });

  it('escapes everything that the texts hold, and has no scripts or outside parts', () => {
    expect(page).not.toMatch(/<script|<b>of|<film>|https?:|src=|url\(/);
    expect(page).toContain('a &lt;film&gt; &amp; &quot;more&quot;');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it('has a row for each element and cue, a band for each timed line, and marks what the other side lacks', () => {
    expect(page.match(/<li class="cue"/g)).toHaveLength(3);
    expect(page.match(/<li class="free"/g)).toHaveLength(1);
    expect(page.match(/<li class="line"/g)).toHaveLength(4);
    expect(page.match(/<li class="lost"/g)).toHaveLength(1);
    expect(page.match(/<path /g)).toHaveLength(4);
  });
});

describe('bounds of what is not spoken', () => {
  it('lie between the neighbours, and are missing where a neighbour is', () => {
    const of = (kind: string): unknown[] =>
      alignment.scenes
        .filter((scene) => scene.kind === kind)
        .map(({ startMs, endMs, method }) => [startMs, endMs, method]);
    const [, under, then] = alignment.lines;
    expect(of('action')).toEqual([[under?.endMs, then?.startMs, 'interpolated']]);
    expect(of('scene_heading')).toEqual([[null, null, 'none']]);
  });
});
