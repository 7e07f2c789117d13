import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Film, Story } from '../core/schema/story.ts';
import type { Entity, Keyframe, Shot } from '../core/schema/media.ts';
import type { Line } from '../core/schema/text.ts';
import type { Truth } from './edit.ts';

/** The exported tables that the demonstration talks about. */
export interface MadeCorpus {
  films: Film[];
  shots: Shot[];
  keyframes: Keyframe[];
  entities: Entity[];
  lines: Line[];
  stories: Story[];
}

/** Reads what `export --format jsonl` wrote. */
export async function readCorpus(folder: string): Promise<MadeCorpus> {
  const read = async (name: keyof MadeCorpus): Promise<unknown[]> => {
    const text = await readFile(join(folder, `${name}.jsonl`), 'utf8');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as unknown);
  };
  return {
    films: (await read('films')) as Film[],
    shots: (await read('shots')) as Shot[],
    keyframes: (await read('keyframes')) as Keyframe[],
    entities: (await read('entities')) as Entity[],
    lines: (await read('lines')) as Line[],
    stories: (await read('stories')) as Story[],
  };
}

/** Where things lie and how long it took. */
export interface Places {
  truths: Truth[];
  films: string;
  corpus: string;
  rows: string;
  training: string;
  pictures: { svg: string; png: string; story: Story };
  seconds: number;
}

/** Border frames of the films' edit lists that lie within a second's quarter of a found one. */
function countFoundBorders(made: MadeCorpus, truths: Truth[]): { found: number; there: number } {
  let found = 0;
  let there = 0;
  for (const truth of truths) {
    const starts = made.shots.filter((shot) => shot.film === truth.film).map((shot) => shot.startMs);
    for (const shot of truth.shots.slice(1)) {
      there += 1;
      if (starts.some((startMs) => Math.abs(startMs - shot.startMs) <= 250)) found += 1;
    }
  }
  return { found, there };
}

/** The closing words: what was made, how much of it, and what to open. */
export function describeCorpus(made: MadeCorpus, places: Places): string {
  const borders = countFoundBorders(made, places.truths);
  const timed = made.lines.filter((line) => line.startMs != null).length;
  const people = made.entities.filter((one) => one.kind === 'character' && one.evidence.keyframes.length > 1);
  const names = people.flatMap((person) => (person.name == null ? [] : [person.name]));
  const spoken = made.stories.reduce((sum, story) => sum + story.dialogue.length, 0);
  const rendered = places.truths.reduce((sum, truth) => sum + truth.durationMs, 0);
  const { story } = places.pictures;
  return `
What was made, in ${places.seconds} seconds
  ${made.films.length} films of ${Math.round(rendered / 1000)} s in all, rendered here from photographs: one with a screenplay and subtitles, one
  with subtitles inside the file only, one with pictures alone.
  ${made.shots.length} shots (${borders.found} of the ${borders.there} borders in the edit lists were found) and ${made.keyframes.length} keyframes.
  ${timed} of ${made.lines.length} screenplay lines have a time; ${people.length} people were seen again in another shot, ${names.length} of them have a name from the screenplay${names.length > 0 ? `: ${names.join(', ')}` : ''}.
  ${made.stories.length} stories with ${spoken} spoken lines. The one in the picture, ${story.id}, begins:

${wrap(`${readable(story.story).slice(0, 500)} …`, 96)}

What to open
  ${places.pictures.svg}  that story: frames, boxes, names, words (any browser; ${places.pictures.png} is the same)
  ${places.training}  the corpus in the StoryMovie shape, for training
  ${places.rows}  every record as JSON lines
  ${places.films}  the films, their texts and the truth about them
  bin/storyloom status ${places.corpus}  every film of the corpus; then try a film of your own (README)
`;
}

/** A story without the tags that tie its words to frames and boxes. */
function readable(text: string): string {
  return text
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function wrap(text: string, width: number): string {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      if (line.length + word.length >= width) {
        lines.push(line);
        line = '';
      }
      line += line === '' ? word : ` ${word}`;
    }
    lines.push(line);
  }
  return lines.map((line) => `  ${line}`.trimEnd()).join('\n');
}
