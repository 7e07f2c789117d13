import { InvalidArgumentError } from 'commander';

/** Part of a film in presentation time; either end may be open. */
export interface TimeRange {
  startMs: number;
  endMs: number;
}

const CLOCK = /^(?:(?:(\d{1,3}):)?([0-5]?\d):)?(\d{1,9})(?:[.,](\d{1,3}))?$/;

/** Reads a time as seconds (`75.5`) or as a clock shows it (`1:15.5`, `0:01:15.500`), in milliseconds; null for anything else. */
export function parseTime(text: string): number | null {
  const match = CLOCK.exec(text.trim());
  if (match == null) return null;
  const [, hours = '0', minutes = '0', seconds = '', fraction = ''] = match;
  if (match[2] != null && Number(seconds) >= 60) return null;
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(fraction.padEnd(3, '0'));
}

/** Reads `FROM-TO`, for commander; `FROM-` and `-TO` are open at one end. */
export function timeRange(text: string): TimeRange {
  const ends = text.split('-');
  const [from = '', to = ''] = ends;
  const startMs = from.trim() === '' ? 0 : parseTime(from);
  const endMs = to.trim() === '' ? Number.MAX_SAFE_INTEGER : parseTime(to);
  if (ends.length !== 2 || text.trim() === '-' || startMs == null || endMs == null) {
    throw new InvalidArgumentError(
      'give FROM-TO in seconds or as H:MM:SS.mmm, such as 60-90.5 or 0:01:00-0:01:30.500.',
    );
  }
  if (endMs <= startMs) throw new InvalidArgumentError('the range ends before it begins.');
  return { startMs, endMs };
}
