import { printVoices } from '../../core/align/label.ts';
import { voicedCues } from '../../core/align/voices.ts';
import { filmFiles, rowsOf } from './film-files.ts';

/** Subtitles with the speakers of the screenplay in voice tags. */
export const webvttExporter = filmFiles({
  name: 'webvtt',
  summary: 'subtitles as WebVTT with speakers in voice tags, one file a film',
  title: 'Subtitles of films with their speakers',
  about:
    'One WebVTT file a film, in `films/`. A voice tag (`<v ANNA>`) names the speaker where the subtitles say it or a line of ' +
    'the screenplay was found there; sounds stand in brackets. A film without subtitles has a file without cues.',
  ending: 'vtt',
  rows: 'cues',
  textOf: async ({ tables }) => {
    const cues = voicedCues(await rowsOf(tables.cues()), await rowsOf(tables.lines()));
    return { text: printVoices(cues), rows: cues.length };
  },
});
