import type { Issue } from '../schema/primitives.ts';
import type { Element } from '../schema/text.ts';

/** An element as a parser knows it, before a stage names its film. */
export type ScriptElement = Omit<Element, 'film'>;

export type ScriptFormat = 'fountain' | 'text';

/** What a screenplay holds. */
export interface Screenplay {
  format: ScriptFormat;
  title: string | null;
  /** Number of scene headings. */
  scenes: number;
  elements: ScriptElement[];
  issues: Issue[];
}

/** What a parser says of one element; place in the script is kept by the builder. */
type Piece = Pick<ScriptElement, 'kind' | 'text'> & { speaker?: string; extension?: string | null };

/** Collects elements in reading order and counts scenes and pages. */
export class ScriptBuilder {
  readonly elements: ScriptElement[] = [];
  /** Current page, null in scripts without page numbers. */
  page: number | null = null;
  scenes = 0;

  add({ kind, text, speaker, extension }: Piece): void {
    if (kind === 'scene_heading') this.scenes += 1;
    this.elements.push({
      index: this.elements.length,
      kind,
      text,
      speaker: speaker ?? null,
      extension: extension ?? null,
      scene: this.scenes === 0 ? null : this.scenes - 1,
      page: this.page,
    });
  }
}
