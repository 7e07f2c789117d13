import { type Command, InvalidArgumentError } from 'commander';
import { DETECTOR_DEFAULTS, type DetectorOptions } from '../core/keyframe/options.ts';
import { wholeNumber } from './arguments.ts';

/** The flags that `addDetectorOptions` adds. */
export interface DetectorFlags {
  threshold?: Partial<DetectorOptions>;
  minShot?: number;
}

/** Adds the thresholds of the shot detector to a verb: one repeated option for all, and a short one for the commonest. */
export function addDetectorOptions(command: Command): Command {
  return command
    .option('--min-shot <frames>', 'shots shorter than this are not opened', wholeNumber(1, 100_000))
    .option(
      '--threshold <name=value>',
      'set a threshold of the shot detector, as often as needed; docs/shots.md lists them',
      addThreshold,
    );
}

/** Thresholds that differ from the defaults. */
export function detectorOf({ threshold = {}, minShot }: DetectorFlags): Partial<DetectorOptions> {
  return minShot == null ? threshold : { ...threshold, minShotFrames: minShot };
}

/** Thresholds that count frames are whole numbers; all are zero or more. */
const COUNTS = /frames$|neighbourhood$/i;

function addThreshold(text: string, before: Partial<DetectorOptions> | undefined): Partial<DetectorOptions> {
  const [, name = '', given = ''] = /^(\w+)=(.+)$/.exec(text) ?? [];
  if (!Object.hasOwn(DETECTOR_DEFAULTS, name)) {
    const known = Object.entries(DETECTOR_DEFAULTS).map(([key, value]) => `${key}=${value}`);
    throw new InvalidArgumentError(`give name=value with one of these names (and defaults): ${known.join(', ')}.`);
  }
  const value = Number(given);
  if (!/^\d+(\.\d+)?$/.test(given) || (COUNTS.test(name) && !Number.isInteger(value))) {
    throw new InvalidArgumentError(
      `${name} is ${COUNTS.test(name) ? 'a whole number of frames' : 'a number'}, 0 or more.`,
    );
  }
  return { ...before, [name]: value };
}
