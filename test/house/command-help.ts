import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Processes at once: each loads the compiler once. */
const AT_ONCE = 4;

/** Help text of the command line itself (under the empty name) and of every verb, in the order of `--help`. */
export async function readHelp(): Promise<Map<string, string>> {
  const overview = await help();
  const verbs = [...overview.slice(overview.indexOf('\nCommands:')).matchAll(/^ {2}([a-z]+) /gm)]
    .map((match) => match[1]!)
    .filter((verb) => verb !== 'help');
  const texts = new Map([['', overview]]);
  for (let at = 0; at < verbs.length; at += AT_ONCE) {
    const some = verbs.slice(at, at + AT_ONCE);
    const read = await Promise.all(some.map((verb) => help(verb)));
    for (const [index, verb] of some.entries()) texts.set(verb, read[index]!);
  }
  return texts;
}

async function help(...verb: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['bin/storyloom', ...verb, '--help'], { cwd: root });
  return stdout;
}

/** `docs/cli.md` from the help texts. */
export function toCliReference(texts: Map<string, string>): string {
  const verbs = [...texts].filter(([verb]) => verb !== '');
  const sections = verbs.map(([verb, text]) => `## ${verb}\n\n\`\`\`text\n${text.trim()}\n\`\`\`\n`);
  return [
    '# The command line\n',
    'Made from `--help` by `UPDATE=1 npx vitest run --project unit test/house/docs.test.ts`; a test compares.\n',
    `Verbs: ${verbs.map(([verb]) => `[${verb}](#${verb})`).join(', ')}.\n`,
    'Every verb exits 0 when all is well, 1 when some of the work failed, 2 on wrong usage or input.\n',
    ...sections,
  ].join('\n');
}
