import { datasetCard, Licences } from './dataset-card.ts';
import type { Exporter, OpenFilm } from './exporter.ts';
import { type Counts, countedFilms } from './open-films.ts';
import { splitsDocument } from './splits-document.ts';

/** Files of one folder: hubs refuse more than 10,000. */
const FILMS_IN_A_FOLDER = 1000;

/** A shape with one text file a film. */
export interface FilmFiles {
  name: string;
  summary: string;
  title: string;
  /** Markdown of the card. */
  about: string;
  /** Ending of the files, without a dot. */
  ending: string;
  /** Kind of the rows that the files hold, for the counts. */
  rows: string;
  /** Text of one film and how many rows it has. */
  textOf: (film: OpenFilm) => Promise<{ text: string; rows: number }>;
}

/** An exporter of one file a film, named by its id, in numbered folders of a thousand films each. */
export function filmFiles({ name, summary, title, about, ending, rows, textOf }: FilmFiles): Exporter {
  return {
    name,
    summary,
    write: async (source, folder, call) => {
      const counts: Counts = { films: 0, [rows]: 0 };
      const licences = new Licences();
      for await (const film of countedFilms(source, call, counts)) {
        const own = await textOf(film);
        const place = String(Math.floor(counts.films / FILMS_IN_A_FOLDER)).padStart(3, '0');
        await folder.writeText(`films/${place}/${film.record.film.id}.${ending}`, own.text);
        counts[rows]! += own.rows;
        licences.add(film.record.film);
      }
      await folder.writeText('splits.json', splitsDocument(source));
      await folder.writeText('README.md', datasetCard({ head: 'tags:\n- film', title, body: about, licences }));
      return counts;
    },
  };
}

/** A film's rows of one kind in memory. */
export async function rowsOf<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const row of rows) all.push(row);
  return all;
}
