import { createProgram } from './program.ts';

try {
  await createProgram().parseAsync();
} catch (error) {
  // Commander has already printed usage or help; only the exit code is ours (2 for wrong usage).
  const code = (error as { exitCode?: number }).exitCode;
  if (code === undefined) throw error;
  process.exitCode = code === 0 ? 0 : 2;
}
