import type { Film } from '../../core/schema/story.ts';
import type { DatasetFacts } from './dataset-facts.ts';

/** The licence of a film as exports name it. */
export function licenceOf({ license }: Pick<Film, 'license'>): string {
  return license ?? 'not stated';
}

/** Counts films by the licence that the manifest states. */
export class Licences {
  readonly #films = new Map<string, number>();

  add({ license }: Pick<Film, 'license'>, films = 1): void {
    const name = licenceOf({ license });
    this.#films.set(name, (this.#films.get(name) ?? 0) + films);
  }

  /** A Markdown table, by name. */
  table(): string {
    const rows = [...this.#films].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, n]) => `| ${cell(name)} | ${n} |`);
    return ['| licence | films |', '|---|---|', ...rows].join('\n');
  }
}

/** What a card tells. */
export interface Card {
  /** Lines of the head that hubs read, in YAML. */
  head: string;
  title: string;
  /** Markdown between the title and the licences. */
  body: string;
  licences: Licences;
}

/** `README.md` of an export. */
export function datasetCard({ head, title, body, licences }: Card): string {
  return `---
${head.trim()}
---

# ${title}

${body.trim()}

## Licences of the films, as the manifest states them

${licences.table()}
`;
}

/** Labels that the card names; `statistics.json` has all. */
const CARD_LABELS = 20;

/** The figures of a dataset as Markdown. */
export function statisticsSection(facts: DatasetFacts): string {
  const { films, hours, rows, framesPerStory, labels, dialogueCoverage, rejects } = facts;
  const seen = Object.entries(labels).sort(([, a], [, b]) => b - a);
  const coverage = dialogueCoverage === null ? 'no subtitles' : `${(100 * dialogueCoverage).toFixed(1)} %`;
  return `## Statistics

All of them are in \`statistics.json\`; \`about/yield.jsonl\` says for every film what came into each stage, what came out and what
was dropped why. Records have schema version ${facts.schemaVersion}.

${table(
  ['films', 'hours', 'shots', 'keyframes', 'stories', 'cues quoted'],
  [[films, hours, rows['shots'] ?? 0, rows['keyframes'] ?? 0, rows['stories'] ?? 0, coverage]],
)}

${table(['frames of a story', 'stories'], Object.entries(framesPerStory))}

${table(['label', 'instances'], seen.slice(0, CARD_LABELS))}

${table(['dropped', 'rows'], Object.entries(rejects))}
`;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = rows.map((row) => `| ${row.map((value) => cell(String(value))).join(' | ')} |`);
  return [`| ${head.join(' | ')} |`, `|${'---|'.repeat(head.length)}`, ...lines].join('\n');
}

function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
