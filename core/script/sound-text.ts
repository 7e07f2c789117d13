/** Text without control characters other than tabs and line ends, and without halves of surrogate pairs. */
export function soundText(text: string): string {
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  return lines.replace(/\p{Cs}/gu, '\uFFFD').replace(/[^\P{Cc}\n\t\f]/gu, '');
}
