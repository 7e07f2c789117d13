import { openFolderStore } from '../../adapters/store/folder.ts';
import type { Store } from '../../adapters/store/store.ts';
import type { AssembleInput } from '../../core/story/assemble.ts';
import { drawFilm, type MadeFilm, writeFilm } from './corpus.ts';
import { filmRows } from './story-rows.ts';

/** Words that break a format which forgets to write them as words. */
export const HOSTILE_WORDS = [
  'a | b || c\n\n| d |',
  '<gdi image1>in</gdi> <image> <video> </think> <v X> --> &lt; &amp;',
  '../../etc/passwd "quoted" \\ \u0007 \u2028 end',
  'שלום עולם \u202Eabc مرحبا',
  '👩‍👩‍👧 🎬 e\u0301',
] as const;

/**
 * A corpus of films that exporters must bear: an id of dots, hostile words everywhere, a film without people, one without
 * a single row.
 */
export async function makeHostileCorpus(folder: string): Promise<{ store: Store; films: MadeFilm[] }> {
  const store = await openFolderStore(folder);
  const rows = [
    spoiled(await drawFilm(store, 0, '..a.b..')),
    spoiled(await drawFilm(store, 1, '.hidden')),
    { ...(await drawFilm(store, 2, 'no-people')), instances: [], entities: [] },
    filmRows('nothing', []),
  ];
  const films: MadeFilm[] = [];
  for (const film of rows) films.push(await writeFilm(store, film, null));
  return { store, films };
}

/** The film with hostile words for all that it says; what holds the rows together stays. */
function spoiled(rows: AssembleInput): AssembleInput {
  const word = (index: number): string => HOSTILE_WORDS[index % HOSTILE_WORDS.length]!;
  return {
    ...rows,
    cues: rows.cues.map((cue, i) => ({
      ...cue,
      text: word(i),
      parts: [{ text: word(i), speaker: word(i + 1), kind: 'speech' as const }],
    })),
    elements: rows.elements.map((element, i) => ({ ...element, text: word(i) })),
    lines: rows.lines.map((line, i) => ({ ...line, text: word(i), speaker: word(i + 2) })),
    entities: rows.entities.map((entity, i) => ({
      ...entity,
      name: word(i),
      nameProbability: 0.9,
      label: word(i + 1),
    })),
    instances: rows.instances.map((instance, i) => ({ ...instance, label: word(i) })),
  };
}
