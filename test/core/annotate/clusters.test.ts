import { describe, expect, it } from 'vitest';
import { mergeSightings } from '../../../core/annotate/clusters.ts';
import { byStrength, findLinks, IDENTITY_THRESHOLDS, type Sighting } from '../../../core/annotate/links.ts';
import { normalise } from '../../../core/annotate/vectors.ts';
import { seeded } from '../../support/random.ts';

/** Faces of some people, each seen once a keyframe, at angles that overlap: many links, of which some mislead. */
function crowd(seed: number): Sighting[] {
  const random = seeded(seed);
  return Array.from({ length: 90 }, (_, at) => {
    const radians = ((45 * (at % 3) + 40 * random()) * Math.PI) / 180;
    const keyframe = Math.floor(at / 3);
    const face = normalise([Math.cos(radians), Math.sin(radians)]);
    return { keyframe, index: at % 3, label: 'person', shot: 9 * keyframe, face, appearance: null };
  });
}

describe('mergeSightings', () => {
  it.each([1, 2, 3])('takes links best first, however many and in whatever order they come: seed %i', (seed) => {
    const sightings = crowd(seed);
    const links = findLinks(sightings, [...sightings.keys()], IDENTITY_THRESHOLDS);
    expect(links.length).toBeGreaterThan(500);
    const merged = mergeSightings(sightings, links.toSorted(byStrength), IDENTITY_THRESHOLDS);
    expect(merged.groups.length).toBeGreaterThan(1);
    expect(mergeSightings(sightings, links, IDENTITY_THRESHOLDS)).toEqual(merged);
    expect(mergeSightings(sightings, links.toReversed(), IDENTITY_THRESHOLDS)).toEqual(merged);
  });
});
