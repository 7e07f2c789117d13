/** Time to read a text: so much at least, and so much for each character (15 a second). */
const LEAST_MS = 500;
const CHARACTER_MS = 67;

/** How long a text is shown where nothing says when it ends. */
export function readingTimeMs(text: string): number {
  return LEAST_MS + CHARACTER_MS * text.length;
}
