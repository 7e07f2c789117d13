import { cell } from './dataset-card.ts';
import type { DatasetFacts } from './dataset-facts.ts';

/** Labels that the card names; `statistics.json` has all. */
const CARD_LABELS = 20;

/** The figures of a dataset as Markdown. */
export function statisticsSection(facts: DatasetFacts): string {
  const { films, hours, rows, framesPerStory, labels, dialogueCoverage, rejects } = facts;
  const seen = Object.entries(labels).sort(([, a], [, b]) => b - a);
  const coverage = dialogueCoverage === null ? 'no subtitles' : `${(100 * dialogueCoverage).toFixed(1)} %`;
  return `## Statistics

All of them are in \`statistics.json\`; \`about/yield.jsonl\` says for every film what came into each stage, what came out and what
was dropped why. Records have schema version ${facts.schemaVersion}.

${table(
  ['films', 'hours', 'shots', 'keyframes', 'stories', 'cues quoted'],
  [[films, hours, rows['shots'] ?? 0, rows['keyframes'] ?? 0, rows['stories'] ?? 0, coverage]],
)}

${table(['frames of a story', 'stories'], Object.entries(framesPerStory))}

${table(['label', 'instances'], seen.slice(0, CARD_LABELS))}

${table(['dropped', 'rows'], Object.entries(rejects))}
`;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = rows.map((row) => `| ${row.map((value) => cell(String(value))).join(' | ')} |`);
  return [`| ${head.join(' | ')} |`, `|${'---|'.repeat(head.length)}`, ...lines].join('\n');
}
