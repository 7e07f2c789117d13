import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { openStore } from '../adapters/store/open.ts';
import { readBlob } from '../adapters/store/tables.ts';
import type { Story } from '../core/schema/story.ts';
import type { MadeCorpus } from './summary.ts';

const COLUMNS = 3;
const FRAMES = 6;
const CELL = { width: 420, height: 236, words: 76, gap: 18 };
const COLOURS = ['#e4572e', '#2e86ab', '#8fb339', '#a23b72', '#f0a202', '#17bebb', '#6c5b7b', '#c0c0c0'];

export interface DrawnStory {
  svg: string;
  png: string;
  story: Story;
}

/** Draws the story with the most speech: some of its frames with boxes, names and the words spoken there. */
export async function drawStory(
  made: MadeCorpus,
  { corpus, output }: { corpus: string; output: string },
): Promise<DrawnStory> {
  const story = made.stories.toSorted((a, b) => b.dialogue.length - a.dialogue.length)[0];
  if (story == null) throw new Error('The corpus holds no story.');
  const store = await openStore(corpus);
  try {
    const frames = chooseFrames(story);
    const pictures = await Promise.all(
      frames.map(async (at) => {
        const bytes = await readBlob(store, story.frames[at]!.image);
        const small = await sharp(bytes)
          .resize(CELL.width, CELL.height, { fit: 'fill' })
          .jpeg({ quality: 85 })
          .toBuffer();
        return `data:image/jpeg;base64,${small.toString('base64')}`;
      }),
    );
    const title = made.films.find((film) => film.id === story.film)?.title ?? story.film;
    const svg = toSvg(story, { frames, pictures, title });
    await writeFile(join(output, 'story.svg'), svg);
    await sharp(Buffer.from(svg)).png({ palette: true }).toFile(join(output, 'story.png'));
  } finally {
    await store.close();
  }
  return { svg: 'demo/out/story.svg', png: 'demo/out/story.png', story };
}

/** Position of the frame that is on when a line is spoken: the nearest to its middle. */
function frameOf(story: Story, line: Story['dialogue'][number]): number {
  const middleMs = (line.startMs + line.endMs) / 2;
  const distances = story.frames.map((frame) => Math.abs(frame.timeMs - middleMs));
  return distances.indexOf(Math.min(...distances));
}

/** Frames with a named face and words first, then with words, then the rest; in film order. */
function chooseFrames(story: Story): number[] {
  const withWords = new Set(story.dialogue.map((line) => frameOf(story, line)));
  const named = new Set(story.entities.filter((entity) => entity.name != null).map((entity) => entity.id));
  const rank = (at: number): number => {
    const hasName = story.instances.some((instance) => instance.frame === at && named.has(instance.entity));
    return (withWords.has(at) ? 2 : 0) + (hasName ? 1 : 0);
  };
  return story.frames
    .map((_, at) => at)
    .toSorted((a, b) => rank(b) - rank(a) || a - b)
    .slice(0, FRAMES)
    .toSorted((a, b) => a - b);
}

function toSvg(story: Story, drawing: { frames: number[]; pictures: string[]; title: string }): string {
  const rows = Math.ceil(drawing.frames.length / COLUMNS);
  const width = COLUMNS * (CELL.width + CELL.gap) + CELL.gap;
  const cellHeight = CELL.height + CELL.words + CELL.gap;
  const height = 54 + rows * cellHeight;
  const cells = drawing.frames.map((at, position) => {
    const x = CELL.gap + (position % COLUMNS) * (CELL.width + CELL.gap);
    const y = 54 + Math.floor(position / COLUMNS) * cellHeight;
    return `<g transform="translate(${x} ${y})">${drawCell(story, at, drawing.pictures[position]!)}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="DejaVu Sans, Helvetica, Arial, sans-serif">
<rect width="100%" height="100%" fill="#fbfaf7"/>
<text x="${CELL.gap}" y="35" font-size="20" fill="#222">${escape(`${drawing.title} · ${story.id}`)}</text>
${cells.join('\n')}
</svg>
`;
}

function drawCell(story: Story, at: number, picture: string): string {
  const frame = story.frames[at]!;
  const scale = CELL.width / frame.width;
  const boxes = story.instances
    .filter((instance) => instance.frame === at)
    .map((instance) => {
      const index = story.entities.findIndex((entity) => entity.id === instance.entity);
      const entity = story.entities[index];
      const [left, top, right, bottom] = instance.box.map((side) => side * scale) as [number, number, number, number];
      const colour = COLOURS[index % COLOURS.length]!;
      const label = escape(entity?.name ?? `${entity?.label ?? ''} ${instance.entity}`);
      const labelTop = Math.max(0, top);
      return `<rect x="${left}" y="${top}" width="${right - left}" height="${bottom - top}" fill="none" stroke="${colour}" stroke-width="2"/>
<rect x="${left}" y="${labelTop}" width="${label.length * 8 + 8}" height="16" fill="${colour}"/>
<text x="${left + 4}" y="${labelTop + 12}" font-size="11" fill="#fff">${label}</text>`;
    });
  const spoken = story.dialogue
    .filter((line) => frameOf(story, line) === at)
    .flatMap((line) => wrapWords(`${line.speaker ?? 'A VOICE'}: ${line.text.replaceAll('\n', ' ')}`, 56))
    .slice(0, 4)
    .map(
      (text, row) => `<text x="0" y="${CELL.height + 18 + row * 17}" font-size="13" fill="#222">${escape(text)}</text>`,
    );
  const stamp = `${Math.floor(frame.timeMs / 60_000)}:${String(Math.floor((frame.timeMs % 60_000) / 1000)).padStart(2, '0')}`;
  return `<svg width="${CELL.width}" height="${CELL.height}"><image href="${picture}" width="${CELL.width}" height="${CELL.height}"/>${boxes.join('')}
<text x="${CELL.width - 6}" y="${CELL.height - 6}" font-size="11" fill="#fff" text-anchor="end">${stamp}</text></svg>${spoken.join('')}`;
}

function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    if (lines.at(-1)!.length + word.length > width) lines.push('');
    lines.push(`${lines.pop()!} ${word}`.trim());
  }
  return lines;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
