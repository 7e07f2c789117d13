import type { Command } from 'commander';
import { addVerb, finish } from './verb.ts';

/** `storyloom script <file>`: the elements of a screenplay. */
export function addScript(program: Command): void {
  addVerb(program, 'script <file>', {
    summary: 'read a screenplay: scene headings, action, speakers, dialogue',
    examples: ['storyloom script film.fountain', 'storyloom script film.txt --json'],
  }).action(async (file: string, { json }: { json?: boolean }) => {
    await finish(json, async () => {
      const { readScript } = await import('../adapters/text/read.ts');
      const { format, title, scenes, elements, issues } = await readScript(file);
      const head = `${format}, ${title ?? 'no title'}, ${scenes} scenes, ${elements.length} elements`;
      const lines = elements.map(({ kind, text }) => `${kind.padEnd(14)} ${text.replaceAll('\n', ' / ')}`);
      const notes = issues.map(({ code, at, message }) => `${at}: ${message} (${code})`);
      return { json: { format, title, scenes, elements, issues }, text: [head, ...lines, ...notes].join('\n') };
    });
  });
}
