import type { Film } from '../../core/schema/story.ts';

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

/** Text for a cell of a Markdown table. */
export function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
