import { takeLock } from '../../adapters/temporal/lock.ts';

/** Tries to take the lock of a folder (first argument), says how it went, and keeps what it got until it is ended. */
const lock = await takeLock(process.argv[2]!);
process.stdout.write('release' in lock ? 'taken\n' : `held by ${lock.heldBy}\n`);
setInterval(() => undefined, 1_000);
