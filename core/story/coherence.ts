import { sameLook } from '../keyframe/look.ts';

/** How many shots back, and on, a picture is looked for: a reverse shot returns after one or two, an insert may lie between. */
const REACH = 6;

/**
 * How well the shots on both sides of each border hang together: 1 when what ends and what begins there look like something
 * near on the other side, 0 when they look like nothing there. `looks` has the pictures of each shot in order; entry j of the
 * result is the border before shot j, null where one side shows nothing near.
 *
 * Both ways of looking count, backward shot coherence (Rasheed and Shah 2003) and the same forward, so that neither the
 * reverse shot of a talk nor an insert that nothing resembles parts a scene. Costs shots × REACH comparisons of pictures.
 */
export function coherences(looks: readonly (readonly Uint8Array[])[]): (number | null)[] {
  const shown = looks.flatMap((own, shot) => (own.length > 0 ? [shot] : []));
  const between = new Map<string, number>();
  const similarity = (one: number, two: number): number => {
    const key = `${one} ${two}`;
    const known = between.get(key);
    if (known !== undefined) return known;
    const found = Math.max(...looks[one]!.flatMap((a) => looks[two]!.map((b) => sameLook(a, b))));
    between.set(key, found);
    return found;
  };
  const borders: (number | null)[] = looks.map(() => null);
  for (const [at, shot] of shown.entries()) {
    const before = shown[at - 1];
    if (before === undefined) continue;
    const earlier = shown.slice(Math.max(0, at - REACH), at).map((one) => similarity(one, shot));
    const later = shown.slice(at, at + REACH).map((two) => similarity(before, two));
    const coherence = Math.max(...earlier, ...later);
    // Shots that show nothing lie on either side: the border is one of those around them.
    for (let border = before + 1; border <= shot; border++) borders[border] = coherence;
  }
  return borders;
}
