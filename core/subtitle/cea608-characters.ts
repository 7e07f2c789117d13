/** Where the basic set of CEA-608 departs from ASCII (CTA-608-E, table 50). */
const BASIC: Record<number, string> = {
  0x2a: 'á',
  0x5c: 'é',
  0x5e: 'í',
  0x5f: 'ó',
  0x60: 'ú',
  0x7b: 'ç',
  0x7c: '÷',
  0x7d: 'Ñ',
  0x7e: 'ñ',
  0x7f: '█',
};

/** Special characters, second byte 0x30 to 0x3f after 0x11. */
const SPECIAL = '®°½¿™¢£♪à èâêîôû';
/** Extended characters, second byte 0x20 to 0x3f after 0x12 (Spanish, French) and 0x13 (Portuguese, German, Danish). */
const EXTENDED = ['ÁÉÓÚÜü‘¡*’—©℠•“”ÀÂÇÈÊËëÎÏïÔÙùÛ«»', 'ÃãÍÌìÒòÕõ{}\\^_|~ÄäÖöß¥¤¦ÅåØø┌┐└┘'];

/** A basic character by its byte, 0x20 to 0x7f. */
export function basicCharacter(byte: number): string {
  return BASIC[byte] ?? String.fromCharCode(byte);
}

/** A special character by the second byte; undefined outside 0x30 to 0x3f. */
export function specialCharacter(second: number): string | undefined {
  return second >= 0x30 && second <= 0x3f ? SPECIAL[second - 0x30] : undefined;
}

/** An extended character by both bytes, the first reduced to 0x12 or 0x13. */
export function extendedCharacter(first: number, second: number): string | undefined {
  return second >= 0x20 && second <= 0x3f ? EXTENDED[first - 0x12]?.[second - 0x20] : undefined;
}
