import { Command } from 'commander';
import { addAlign } from './align.ts';
import { addAnnotate } from './annotate.ts';
import { addBuild } from './build.ts';
import { addControls } from './control.ts';
import { addDiff } from './diff.ts';
import { addDoctor } from './doctor.ts';
import { addExport } from './export.ts';
import { addImport } from './import.ts';
import { addMaterialize } from './materialize.ts';
import { addModels } from './models.ts';
import { VERSION } from './package.ts';
import { addPrompt } from './prompt.ts';
import { addRetry } from './retry.ts';
import { addScript } from './script.ts';
import { addServer } from './server.ts';
import { addShots } from './shots.ts';
import { addSimulate } from './simulate.ts';
import { addStatus } from './status.ts';
import { addSubtitles } from './subtitles.ts';
import { addVerify } from './verify.ts';
import { addWorker } from './worker.ts';

const verbs: ((program: Command) => void)[] = [
  addBuild,
  addStatus,
  addRetry,
  addControls,
  addWorker,
  addServer,
  addShots,
  addSubtitles,
  addScript,
  addAlign,
  addAnnotate,
  addModels,
  addPrompt,
  addExport,
  addImport,
  addMaterialize,
  addVerify,
  addDiff,
  addSimulate,
  addDoctor,
];

/** The command line: verbs in the order of `--help`; each file adds one and loads what it needs only when it runs. */
export function createProgram(): Command {
  const program = new Command('storyloom')
    .description('Turns films into story datasets.')
    .version(VERSION)
    .showHelpAfterError('(add --help for usage and examples)')
    .exitOverride();
  for (const add of verbs) add(program);
  return program;
}
