import type { Command } from 'commander';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createProgram } from '../../cli/program.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Columns of a help text that goes to no terminal. */
const COLUMNS = 80;

/** Help text of the command line itself (under the empty name) and of every verb, in the order of `--help`. */
export function readHelp(): Map<string, string> {
  const program = createProgram();
  const texts = new Map([['', helpOf(program)]]);
  for (const command of program.commands) texts.set(command.name(), helpOf(command));
  return texts;
}

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => void (text += part), getOutHelpWidth: () => COLUMNS });
  command.outputHelp();
  return text;
}

/** What a process prints for `--help`, of the command line or of a verb. */
export async function printedHelp(...verb: string[]): Promise<string> {
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
