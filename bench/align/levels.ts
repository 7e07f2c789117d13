/** How far the subtitles depart from the screenplay. Shares of words, lines or scenes. */
export interface Level {
  name: string;
  /** Words said otherwise, left out, and added inside a speech. */
  substituted: number;
  dropped: number;
  inserted: number;
  /** Words written otherwise and meaning the same: contractions, numbers, spelling. */
  respelled: number;
  /** Speeches and scenes that are not in the film. */
  cutLines: number;
  cutScenes: number;
  /** Scenes that stand elsewhere in the film, and speeches exchanged with their neighbour. */
  movedScenes: number;
  swapped: number;
  /** Speeches of which most words are others. */
  rewritten: number;
  /** Speeches that no script has, per speech. */
  adlibs: number;
  /** Cues made of two short speeches: with dashes, and run together. */
  dashed: number;
  merged: number;
  /** Cues shown as two. */
  split: number;
  /** Sounds in brackets and names before the text, per speech. */
  sounds: number;
  named: number;
  /** Letters misread, per word. */
  misread: number;
}

const LIGHT: Level = {
  name: 'light',
  substituted: 0.04,
  dropped: 0.03,
  inserted: 0.01,
  respelled: 0.5,
  cutLines: 0.04,
  cutScenes: 0,
  movedScenes: 0,
  swapped: 0,
  rewritten: 0.01,
  adlibs: 0.03,
  dashed: 0.5,
  merged: 0.05,
  split: 0.05,
  sounds: 0.05,
  named: 0.05,
  misread: 0.005,
};

export const LEVELS: readonly Level[] = [
  LIGHT,
  {
    ...LIGHT,
    name: 'medium',
    substituted: 0.1,
    dropped: 0.08,
    inserted: 0.03,
    cutLines: 0.1,
    cutScenes: 0.05,
    rewritten: 0.04,
    adlibs: 0.08,
    merged: 0.06,
    misread: 0.01,
  },
  {
    ...LIGHT,
    name: 'heavy',
    substituted: 0.2,
    dropped: 0.15,
    inserted: 0.05,
    cutLines: 0.2,
    cutScenes: 0.1,
    rewritten: 0.08,
    adlibs: 0.15,
    merged: 0.08,
    split: 0.1,
    sounds: 0.1,
    misread: 0.03,
  },
  { ...LIGHT, name: 'moved scenes', movedScenes: 0.12 },
  {
    ...LIGHT,
    name: 'rewritten draft',
    substituted: 0.12,
    dropped: 0.08,
    inserted: 0.04,
    cutLines: 0.15,
    cutScenes: 0.15,
    movedScenes: 0.06,
    swapped: 0.03,
    rewritten: 0.2,
    adlibs: 0.2,
  },
];
