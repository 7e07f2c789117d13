import { Command } from 'commander';
import { FAILURES, Failure } from '../core/contract/errors.ts';

/** How a verb ended: 0 all well, 1 some of the work failed, 2 wrong usage or input. */
export type ExitCode = 0 | 1 | 2;

/** What a verb hands back: the `--json` document and the same for people. */
export interface VerbResult {
  json: unknown;
  /** Text for people, without a final newline. */
  text: string;
  exitCode?: ExitCode;
}

export interface VerbDescription {
  summary: string;
  /** Whole command lines that work, shown under `--help`. */
  examples: string[];
}

/**
 * Adds a verb with the manners that all share: `--json`, examples under `--help`, one document on stdout, failures with
 * file, place and remedy on stderr (and as `{error}` on stdout under `--json`), exit codes by the failure table.
 */
export function addVerb(program: Command, usage: string, description: VerbDescription): Command {
  return program
    .command(usage)
    .description(description.summary)
    .option('--json', 'print one JSON document on stdout; logs and progress go to stderr')
    .addHelpText('after', `\nExamples:\n${description.examples.map((line) => `  $ ${line}`).join('\n')}\n`);
}

/** Runs a verb's work, prints its result and sets the exit code; never throws. */
export async function finish(json: boolean | undefined, work: () => Promise<VerbResult>): Promise<void> {
  try {
    const result = await work();
    await print(json === true ? JSON.stringify(result.json, null, 2) : result.text);
    process.exitCode = result.exitCode ?? 0;
  } catch (error) {
    const failure = describeFailure(error);
    if (json === true) await print(JSON.stringify({ error: failure }, null, 2));
    process.stderr.write(`${explain(failure)}\n`);
    process.exitCode = error instanceof Failure && FAILURES[error.code].retry ? 1 : 2;
    if (!(error instanceof Failure)) process.exitCode = 1;
  }
}

/** A failure as `--json` shows it. */
export interface FailureReport {
  class: string;
  message: string;
  file: string | null;
  at: string | null;
  remedy: string | null;
  evidence: Record<string, number | string>;
}

/** Turns anything thrown into the report that people and scripts see. */
export function describeFailure(error: unknown): FailureReport {
  if (error instanceof Failure) {
    const { file, at, evidence } = error.details;
    return {
      class: error.code,
      message: error.message,
      file: file ?? null,
      at: at ?? null,
      remedy: error.remedy,
      evidence: evidence ?? {},
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { class: 'Unexpected', message, file: null, at: null, remedy: null, evidence: {} };
}

function explain(report: FailureReport): string {
  const place = [report.file, report.at].filter((part) => part != null).join(', ');
  const lines = [`${report.class}: ${report.message}`];
  if (place !== '' && !report.message.includes(place)) lines.push(`  where:  ${place}`);
  for (const [name, value] of Object.entries(report.evidence)) lines.push(`  ${name}: ${value}`);
  if (report.remedy != null) lines.push(`  remedy: ${report.remedy}`);
  return lines.join('\n');
}

function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(`${text}\n`, (error) => (error ? reject(error) : resolve()));
  });
}
