import { fork } from 'node:child_process';
import { Failure } from '../../core/contract/errors.ts';
import type { PdfPage } from '../../core/script/pdf.ts';
import { entry } from '../process/entry.ts';
import { plainEnvironment } from '../process/environment.ts';
import type { PdfReply } from './pdf-protocol.ts';

/** Time on the clock, for machines that are busy with other things. */
const MAX_MS = 60_000;

const LIBRARY = ['unpdf/pdfjs', 'unpdf'];

const REMEDY = 'Print the screenplay to a new PDF, or export it as Final Draft, Fountain or plain text.';

/**
 * Reads the text layer of a PDF in a process of its own, so that no document can take this one down.
 * @throws Failure `InvalidInput` when it is damaged, locked with a password, or takes too much memory or time.
 */
export function readPdfPages(bytes: Uint8Array, options: { file?: string } = {}): Promise<PdfPage[]> {
  const where = options.file === undefined ? {} : { file: options.file };
  const { file, execArgv } = entry('./pdf-child', import.meta.url);
  // The library is loaded before the TypeScript loader, which would go through its megabytes.
  const preload = execArgv.length === 0 ? [] : LIBRARY.flatMap((name) => ['--import', import.meta.resolve(name)]);
  return new Promise<PdfPage[]>((resolve, reject) => {
    const child = fork(file, [], {
      env: plainEnvironment(),
      execArgv: [...preload, ...execArgv],
      stdio: ['pipe', 'ignore', 'ignore', 'ipc'],
    });
    const refuse = (message: string, evidence: Record<string, string> = {}): void => {
      reject(new Failure('InvalidInput', message, { ...where, remedy: REMEDY, evidence }));
    };
    const timer = setTimeout(() => child.kill('SIGKILL'), MAX_MS);
    child.once('error', reject);
    child.once('message', (reply: PdfReply) => {
      if ('pages' in reply) resolve(reply.pages);
      else refuse(describeError(reply.error), { reader: reply.error.slice(0, 200) });
    });
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      const evidence = { ended: signal ?? `exit code ${code ?? 'unknown'}` };
      refuse('This PDF takes more memory or time to read than any screenplay does.', evidence);
    });
    // A process that ends early breaks the pipe; its exit says why.
    child.stdin!.on('error', () => undefined).end(bytes);
  });
}

function describeError(error: string): string {
  if (/Password/i.test(error)) return 'This PDF is locked with a password.';
  if (/^RangeError/.test(error)) return 'This PDF has more pages or text than any screenplay.';
  return 'This PDF is damaged and cannot be read.';
}
