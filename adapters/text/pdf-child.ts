import { Worker } from 'node:worker_threads';
import { getDocumentProxy } from 'unpdf';
import type { PdfPage, PdfRun } from '../../core/script/pdf.ts';
import { MAX_CPU_MS, MAX_PAGES, MAX_RSS_BYTES, MAX_RUNS, type PdfReply } from './pdf-protocol.ts';

/**
 * Ends the process when the document takes more memory or time than a screenplay can: a loop inside the library holds
 * the main thread, so this runs on its own. Plain JavaScript in a string, because a thread needs no loader then.
 */
const WATCH = `
  const { workerData } = require('node:worker_threads');
  setInterval(() => {
    const { user, system } = process.cpuUsage();
    if (process.memoryUsage.rss() > workerData.maxRssBytes) process.kill(process.pid, 'SIGUSR2');
    if ((user + system) / 1000 > workerData.maxCpuMs) process.kill(process.pid, 'SIGXCPU');
  }, 20);
`;

const limits = { maxRssBytes: MAX_RSS_BYTES, maxCpuMs: MAX_CPU_MS };
new Worker(WATCH, { eval: true, execArgv: [], workerData: limits }).unref();
const chunks: Buffer[] = [];
for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
const reply = await answer(new Uint8Array(Buffer.concat(chunks)));
process.send!(reply, () => process.disconnect());

async function answer(bytes: Uint8Array): Promise<PdfReply> {
  try {
    return { pages: await readPages(bytes) };
  } catch (error) {
    return { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

/** A piece of text as the library gives it; marks of structure have no `str`. */
interface TextItem {
  str: string;
  transform: number[];
  width: number;
  height: number;
}

async function readPages(bytes: Uint8Array): Promise<PdfPage[]> {
  const document = await getDocumentProxy(bytes, { verbosity: 0, isEvalSupported: false, disableFontFace: true });
  if (document.numPages > MAX_PAGES) throw new RangeError(`${document.numPages} pages`);
  const pages: PdfPage[] = [];
  let runs = 0;
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    const { transform } = page.getViewport({ scale: 1 });
    const { items } = await page.getTextContent();
    const read = items.flatMap((item) => ('str' in item ? runOf(item as TextItem, transform as number[]) : []));
    runs += read.length;
    if (runs > MAX_RUNS) throw new RangeError(`more than ${MAX_RUNS} pieces of text`);
    pages.push(read);
    page.cleanup();
  }
  return pages;
}

/** A run in points from the top left corner of the page as it is shown; text at an angle is a watermark and left out. */
function runOf(item: TextItem, view: number[]): PdfRun[] {
  if (item.str.trim() === '') return [];
  const [a = 1, b = 0, , , e = 0, f = 0] = item.transform;
  const [va = 1, vb = 0, vc = 0, vd = -1, ve = 0, vf = 0] = view;
  const [alongX, alongY] = [va * a + vc * b, vb * a + vd * b];
  if (Math.abs(alongY) > 0.1 * Math.abs(alongX) || alongX <= 0) return [];
  const round = (value: number): number => Math.round(value * 100) / 100;
  const size = Math.hypot(a, b);
  return [
    {
      text: item.str,
      x: round(va * e + vc * f + ve),
      y: round(vb * e + vd * f + vf),
      width: round(item.width),
      size: round(size),
    },
  ];
}
