import { decodeEbu } from './ebu-characters.ts';

/** Codes of the basic set that a nation fills with letters of its own (ETS 300 706, table 36). */
const NATIONAL = [0x23, 0x24, 0x40, 0x5b, 0x5c, 0x5d, 0x5e, 0x5f, 0x60, 0x7b, 0x7c, 0x7d, 0x7e];
/** By the bits C12 to C14 of the page header; the last is reserved and read as English. */
const OPTIONS = [
  '£$@←½→↑#―¼‖¾÷', // English
  '#$§ÄÖÜ^_°äöüß', // German
  '#¤ÉÄÖÅÜ_éäöåü', // Swedish, Finnish, Hungarian
  '£$é°ç→↑#ùàòèì', // Italian
  'éïàëêùî#èâôûç', // French
  'ç$¡áéíóú¿üñèà', // Portuguese, Spanish
  '#ůčťžýířéáěúš', // Czech, Slovak
  '£$@←½→↑#―¼‖¾÷',
];

/** A character of the basic Latin set in a national option; spacing attributes and blanks are a space. */
export function teletextCharacter(code: number, option: number): string {
  if (code <= 0x20) return ' ';
  const place = NATIONAL.indexOf(code);
  if (place >= 0) return OPTIONS[option]![place]!;
  return code === 0x7f ? '■' : String.fromCharCode(code);
}

/** A character of the supplementary set, which is that of ISO 6937 but for the diacritics. */
export const supplementaryCharacter = (code: number): string => decodeEbu([code | 0x80], '00');

/** A letter with the diacritic that modes 0x11 to 0x1f of an enhancement name; 0x10 is the letter alone, and `*` is @. */
export function accentedCharacter(mode: number, code: number): string {
  if (mode === 0x10) return code === 0x2a ? '@' : String.fromCharCode(code);
  return decodeEbu([0xb0 + mode, code], '00');
}
