/** Where programs, libraries and temporary files are. */
const KNOWN = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'SystemRoot', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'TZ', 'LANG'];

/** By this value all processes of one run can be found, whatever became of their parents. */
export const RUN_MARK = 'STORYLOOM_RUN';

/** What a process that reads hostile files may know of the environment: no keys, no proxies, no addresses. */
export function plainEnvironment(all: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return Object.fromEntries([...KNOWN, RUN_MARK].flatMap((name) => (all[name] == null ? [] : [[name, all[name]]])));
}
