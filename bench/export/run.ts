import { importBuilt } from '../built/package.ts';

/**
 * `run.ts CORPUS FORMAT OUT`: one export by the built package in a process of its own; prints its time, that of the processors,
 * peak of memory and bytes.
 */
const [corpus = '', format = '', out = ''] = process.argv.slice(2);
const { openFolderStore } =
  await importBuilt<typeof import('../../adapters/store/folder.ts')>('adapters/store/folder.js');
const { exportCorpus } =
  await importBuilt<typeof import('../../adapters/format/export.ts')>('adapters/format/export.js');
const store = await openFolderStore(corpus);
const startedAt = performance.now();
const before = process.cpuUsage();
const { files } = await exportCorpus(store, { format, out });
const seconds = (performance.now() - startedAt) / 1000;
const { user, system } = process.cpuUsage(before);
const cpuSeconds = (user + system) / 1e6;
const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
const peakRssMiB = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(JSON.stringify({ seconds, cpuSeconds, peakRssMiB, bytes }));
