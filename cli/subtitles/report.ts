import type { CuePart } from '../../core/schema/text.ts';
import { printSubtitles } from '../../core/subtitle/print.ts';
import type { LoadedSubtitles } from './load.ts';

/** The `--json` document. */
export function subtitlesDocument(loaded: LoadedSubtitles): object {
  const { format, encoding, encodingConfidence, language, track, sync, issues } = loaded;
  const confidence = Math.round(encodingConfidence * 1000) / 1000;
  const clock = sync === undefined ? {} : { sync };
  return { format, encoding, encodingConfidence: confidence, language, track, ...clock, cues: rowsOf(loaded), issues };
}

/** The cues for people, or as a subtitle file. */
export function subtitlesText(loaded: LoadedSubtitles, form: 'table' | 'json' | 'srt' | 'vtt'): string {
  if (form === 'srt' || form === 'vtt') {
    return printSubtitles(loaded.cues, form === 'srt' ? 'srt' : 'webvtt').trimEnd();
  }
  const { format, encoding, encodingConfidence, language, track, cues, issues } = loaded;
  const sure = encodingConfidence === 1 ? '' : ` (confidence ${encodingConfidence.toFixed(2)})`;
  const from = track === null ? '' : `track ${track.stream}, `;
  const head = `${from}${format}, ${encoding}${sure}, language ${language ?? 'unknown'}, ${cues.length} cues`;
  const lines = cues.map(({ startMs, endMs, parts }) => {
    return `${seconds(startMs)} ${seconds(endMs)}  ${parts.map(partText).join(' | ')}`;
  });
  const notes = issues.map(({ code, at, message }) => `${at}: ${message} (${code})`);
  return [head, ...lines, ...notes].join('\n');
}

function rowsOf({ cues }: LoadedSubtitles): Row[] {
  return cues.map(({ index, startMs, endMs, text, parts }) => {
    const [first] = parts;
    return { index, startMs, endMs, text, speaker: first?.speaker ?? null, kind: first?.kind ?? 'speech', parts };
  });
}

/** A part in the notation of captions. */
function partText({ text, speaker, kind }: CuePart): string {
  const line = text.replaceAll('\n', ' / ');
  const shown = {
    speech: line,
    sound: `[${line}]`,
    lyrics: `♪ ${line} ♪`,
    credit: `(credit) ${line}`,
    advert: `(advert) ${line}`,
  };
  return `${speaker === null ? '' : `${speaker}: `}${shown[kind]}`;
}

/** A cue with the speaker and kind of its first part beside all parts. */
type Row = LoadedSubtitles['cues'][number] & { speaker: string | null; kind: string };

const seconds = (ms: number): string => (ms / 1000).toFixed(3).padStart(9);
