/** One bar of a calibration plot. */
export interface Bin {
  from: number;
  to: number;
  lines: number;
  /** Mean confidence and share of right lines in the bin. */
  said: number;
  right: number;
}

/** Borders of the bins: narrow where most lines are. */
const BORDERS = [0.8, 0.85, 0.9, 0.94, 0.97, 0.985, 0.995, 1.000001] as const;

/** Sorts judged lines into bins by confidence. */
export function binConfidence(judged: readonly (readonly [number, boolean])[]): Bin[] {
  return BORDERS.slice(1).flatMap((to, index) => {
    const from = BORDERS[index]!;
    const inside = judged.filter(([confidence]) => confidence >= from && confidence < to);
    if (inside.length === 0) return [];
    const said = inside.reduce((sum, [confidence]) => sum + confidence, 0) / inside.length;
    const right = inside.filter(([, isRight]) => isRight).length / inside.length;
    return [{ from, to: Math.min(1, to), lines: inside.length, said, right }];
  });
}

/** Mean distance between confidence and accuracy, by lines (expected calibration error). */
export function calibrationError(bins: readonly Bin[]): number {
  const all = bins.reduce((sum, bin) => sum + bin.lines, 0);
  return bins.reduce((sum, bin) => sum + (bin.lines / Math.max(1, all)) * Math.abs(bin.said - bin.right), 0);
}

const [WIDTH, HEIGHT, EDGE, LEAST] = [420, 320, 46, 0.7] as const;

/** The bins as a picture: said on the x axis, right on the y axis, the diagonal is perfect. */
export function calibrationPlot(bins: readonly Bin[], title: string): string {
  const x = (value: number): number => Math.round(EDGE + ((value - LEAST) / (1 - LEAST)) * (WIDTH - EDGE - 16));
  const y = (value: number): number =>
    Math.round(HEIGHT - EDGE - ((value - LEAST) / (1 - LEAST)) * (HEIGHT - EDGE - 36));
  const ticks = [0.7, 0.8, 0.9, 1];
  const grid = ticks.flatMap((value) => [
    `<path d="M${x(LEAST)} ${y(value)}H${x(1)}M${x(value)} ${y(LEAST)}V${y(1)}" stroke="#ddd"/>`,
    `<text x="${x(value)}" y="${HEIGHT - EDGE + 18}" text-anchor="middle">${value}</text>`,
    `<text x="${EDGE - 8}" y="${y(value) + 4}" text-anchor="end">${value}</text>`,
  ]);
  const dots = bins.map(({ said, right, lines }) => {
    const radius = Math.round(3 + Math.log10(lines) * 1.5);
    return `<circle cx="${x(said)}" cy="${y(right)}" r="${radius}" fill="#2a7f62" fill-opacity=".75"><title>${lines} lines</title></circle>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui,sans-serif" font-size="12" fill="#333">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<text x="${EDGE}" y="20" font-size="13">${title}</text>
${grid.join('\n')}
<path d="M${x(LEAST)} ${y(LEAST)}L${x(1)} ${y(1)}" stroke="#999" stroke-dasharray="4 4"/>
${dots.join('\n')}
<text x="${(WIDTH + EDGE) / 2}" y="${HEIGHT - 10}" text-anchor="middle">confidence</text>
<text transform="translate(13 ${(HEIGHT - EDGE + 36) / 2}) rotate(-90)" text-anchor="middle">share that is right</text>
</svg>
`;
}
