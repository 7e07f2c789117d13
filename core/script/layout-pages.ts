import { looksLikeHeading } from './heading.ts';
import { takeNumbers, type PageLine } from './layout-line.ts';

const ALONE = /^(?:page\s+)?[-–—(]?\s?(\d{1,4})([A-Z]?)\s?[-–—)]?\.?(?:\s+\*)?$/i;
/** A header with the number at its right or left end, well apart from the words. */
const IN_HEADER = /^(\S.{0,90}?)\s{2,}(\d{1,4})[A-Z]?\.?$|^(\d{1,4})[A-Z]?\.?\s{2,}(\S.{0,90})$/;
/** A page may be missing, or several; a larger step is another kind of number. */
const MAX_STEP = 6;
/** The same in the right margin, where nothing else is printed. */
const MAX_SURE_STEP = 20;
/** Pages of a revision that stand beside their place. */
const MAX_DISORDER = 15;
/** Columns from the left where no speech starts, but the number of a page does. */
const RIGHT_COLUMN = 45;
/** So many lines must share the words around the number. */
const MIN_HEADERS = 3;

interface Candidate {
  index: number;
  value: number;
  isSure: boolean;
}

export interface PageNumbers {
  /** Lines that hold a page number. */
  numbers: Set<number>;
  /** Page of each line, null where none is known. */
  pageOf: (number | null)[];
}

/**
 * Finds the lines that number pages: the longest rising chain of lone numbers and of headers that differ by a number
 * only. A number that someone speaks stands in no such chain.
 */
export function findPageNumbers(lines: PageLine[]): PageNumbers {
  const candidates = findCandidates(lines);
  const chain = longestChain(candidates);
  const isBelieved = chain.length >= 2 || chain.some(({ isSure }) => isSure);
  const numbers = new Map((isBelieved ? chain : []).map(({ index, value }) => [index, value]));
  let current = 0;
  for (const { index, value, isSure } of candidates) {
    const known = numbers.get(index);
    if (known !== undefined) current = known;
    // `12A` after `12`, and numbers in the right margin that revised pages put out of order.
    else if (isBelieved && isSure && Math.abs(value - current) <= MAX_DISORDER) numbers.set(index, value);
  }
  return {
    numbers: new Set(numbers.keys()),
    pageOf: lines[0]?.sheet == null ? pagesOfText(lines, numbers) : pagesOfSheets(lines, numbers),
  };
}

function findCandidates(lines: PageLine[]): Candidate[] {
  const headers = new Map<string, Candidate[]>();
  const found: Candidate[] = [];
  for (const [index, { text, indent, opensPage }] of lines.entries()) {
    if (text.length > 110 || !/\d/.test(text)) continue;
    const alone = ALONE.exec(text);
    if (alone !== null) {
      found.push({ index, value: Number(alone[1]), isSure: indent >= RIGHT_COLUMN || opensPage || alone[2] !== '' });
      continue;
    }
    const header = IN_HEADER.exec(text);
    const words = header?.[1] ?? header?.[4];
    if (words === undefined || looksLikeHeading(words) || takeNumbers(text).number !== null) continue;
    if (/\b(?:OMITTED|DELETED|CONTINUED)\b/.test(words)) continue;
    const key = words.replace(/\d+/g, '#');
    const candidate = { index, value: Number(header![2] ?? header![3]), isSure: true };
    const group = headers.get(key) ?? [];
    group.push(candidate);
    headers.set(key, group);
  }
  for (const group of headers.values()) {
    const isRising = group.every(({ value }, at) => at === 0 || value > group[at - 1]!.value);
    if (group.length >= MIN_HEADERS && isRising) for (const candidate of group) found.push(candidate);
  }
  return found.sort((a, b) => a.index - b.index);
}

/** Longest chain in which each value is above the one before by a step at most. */
function longestChain(candidates: Candidate[]): Candidate[] {
  const best = new Map<number, { length: number; at: number }>();
  const before = new Array<number>(candidates.length).fill(-1);
  let last = { length: 0, at: -1 };
  for (const [at, { value, isSure }] of candidates.entries()) {
    let length = 1;
    for (let step = 1; step <= (isSure ? MAX_SURE_STEP : MAX_STEP); step += 1) {
      const earlier = best.get(value - step);
      if (earlier === undefined || earlier.length < length) continue;
      length = earlier.length + 1;
      before[at] = earlier.at;
    }
    if (length > (best.get(value)?.length ?? 0)) best.set(value, { length, at });
    if (length > last.length) last = { length, at };
  }
  const chain: Candidate[] = [];
  for (let at = last.at; at >= 0; at = before[at]!) chain.push(candidates[at]!);
  return chain.reverse();
}

/** In a text the number stands at the head of its page; without numbers form feeds are counted. */
function pagesOfText(lines: PageLine[], numbers: Map<number, number>): (number | null)[] {
  const breaks = lines.filter(({ opensPage, text }) => opensPage && text !== '').length;
  let page: number | null = numbers.size === 0 && breaks > 1 ? 1 : null;
  return lines.map(({ opensPage, text }, index) => {
    const number = numbers.get(index);
    if (number !== undefined) page = number;
    else if (opensPage && text !== '' && page !== null && index > 0 && numbers.size === 0) page += 1;
    return page;
  });
}

/** In a document each sheet has the number printed on it, else the one before and one more. */
function pagesOfSheets(lines: PageLine[], numbers: Map<number, number>): (number | null)[] {
  const printed = new Map<number, number>();
  for (const [index, value] of numbers) printed.set(lines[index]!.sheet!, value);
  const first = [...printed][0];
  // The first sheet is page 1 where none has a number: title pages are gone before.
  let ahead = first === undefined ? 1 - lines[0]!.sheet! : first[1] - first[0];
  let sheet = 0;
  return lines.map((line) => {
    if (line.sheet !== sheet) {
      sheet = line.sheet!;
      const value = printed.get(sheet);
      if (value !== undefined) ahead = value - sheet;
    }
    return Math.max(0, sheet + ahead);
  });
}
