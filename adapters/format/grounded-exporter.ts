import { SPLITS } from '../../core/story/split.ts';
import { datasetCard, Licences } from './dataset-card.ts';
import type { ExportCall, Exporter, ExportSource, OpenFilm } from './exporter.ts';
import { type GroundedFilm, readGroundedFilm } from './grounded-film.ts';
import { type Counts, countedFilms } from './open-films.ts';
import { LineFile } from './line-file.ts';
import type { OutputFolder } from './output-folder.ts';
import { splitsDocument } from './splits-document.ts';
import type { Reject } from '../../core/schema/story.ts';

/** Annotations of one film: entries of a JSON object, by key, or items of a list, by none. */
export interface GroundedRows {
  rows: { key: string | null; row: object }[];
  rejects: Reject[];
}

/** A shape of spatio-temporal grounding. */
export interface GroundedShape {
  name: string;
  summary: string;
  title: string;
  about: string;
  /** Whether an annotation file is an object by clip or a list. */
  form: 'object' | 'list';
  rowsOf: (film: GroundedFilm, open: OpenFilm, place: GroundedPlace) => Promise<GroundedRows>;
}

/** Where a shape may put what belongs to its rows. */
export interface GroundedPlace {
  source: ExportSource;
  folder: OutputFolder;
  call: ExportCall;
}

/** An exporter with one annotation file a split, and `rejects.jsonl` with the tracks that gave no row. */
export function groundedExporter({ name, summary, title, about, form, rowsOf }: GroundedShape): Exporter {
  return {
    name,
    summary,
    write: async (source, folder, call) => {
      const counts: Counts = { films: 0, samples: 0, tracks: 0 };
      const licences = new Licences();
      const files = new Map<string, LineFile>();
      const rejects = await LineFile.create(await folder.pathOf('rejects.jsonl'));
      try {
        for await (const open of countedFilms(source, call, counts)) {
          const film = await readGroundedFilm(open);
          const found = await rowsOf(film, open, { source, folder, call });
          const path = `annotations/${open.split}.json`;
          for (const { key, row } of found.rows) {
            const file = files.get(path) ?? (await LineFile.create(await folder.pathOf(path)));
            files.set(path, file);
            const lead = file.lines === 0 ? (form === 'object' ? '{' : '[') : ',';
            await file.write(`${lead}${key === null ? '' : `${JSON.stringify(key)}:`}${JSON.stringify(row)}`);
          }
          for (const row of found.rejects) await rejects.write(JSON.stringify(row));
          counts['samples']! += found.rows.length;
          counts['tracks']! += film.tracks.length;
          licences.add(open.record.film);
        }
        for (const file of files.values()) await file.write(form === 'object' ? '}' : ']');
      } finally {
        for (const file of [...files.values(), rejects]) await file.close();
      }
      await folder.writeText('splits.json', splitsDocument(source));
      const head = `tags:\n- film\n- spatio-temporal-grounding`;
      await folder.writeText('README.md', datasetCard({ head, title, body: about, licences }));
      return { ...counts, splits: SPLITS.filter((split) => files.has(`annotations/${split}.json`)).length };
    },
  };
}
