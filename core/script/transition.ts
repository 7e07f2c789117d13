const TRANSITION =
  /^(?:(?:[\p{Lu}\d'’ .-]{1,60}\s)?(?:TO|IN|ON|OUT|UP)[:.]|(?:FADE|CUT|DISSOLVE|SMASH CUT|MATCH CUT|JUMP CUT|WIPE|IRIS)\b[\p{Lu}\d'’ .-]{0,40}[:.])$/u;
/** Openings of the transitions that end otherwise than in `TO:`. */
const TRANSITION_WORD = /^(?:FADE|CUT|DISSOLVE|SMASH|MATCH|JUMP|WIPE|IRIS|INTERCUT|BACK|TIME)\b/;
const OTHER_LANGUAGES =
  /^(?:フェードイン|フェードアウト|カット|淡入|淡出|切至|切入|叠化|ЗАТЕМНЕНИЕ|ИЗ ЗАТЕМНЕНИЯ|ПЕРЕХОД)[^\p{L}]{0,3}$/u;

/** Whether a line in capitals joins scenes: `CUT TO:`, `FADE OUT.`. */
export function looksLikeTransition(line: string): boolean {
  const trimmed = line.trim();
  if (trimmed.length > 70 || /\p{Ll}/u.test(trimmed)) return false;
  if (/\bTO:$/.test(trimmed) || OTHER_LANGUAGES.test(trimmed)) return true;
  return TRANSITION_WORD.test(trimmed) && TRANSITION.test(trimmed);
}
