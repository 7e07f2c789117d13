import { fileURLToPath } from 'node:url';

/** How to start one of our own files as a process: from source it needs the TypeScript loader, from the build it doesn't. */
export interface Entry {
  file: string;
  execArgv: string[];
}

/**
 * Entry point beside the calling module, such as `entry('./guard', import.meta.url)`. The extension is the caller's own, so
 * the same line works from source and from the build output.
 */
export function entry(path: string, from: string): Entry {
  const isSource = from.endsWith('.ts');
  return {
    file: fileURLToPath(new URL(`${path}${isSource ? '.ts' : '.js'}`, from)),
    execArgv: isSource ? ['--import', import.meta.resolve('tsx')] : [],
  };
}
