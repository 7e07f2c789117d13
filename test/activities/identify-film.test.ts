import { describe, expect, it } from 'vitest';
import { identifyFilm } from '../../activities/identify-film.ts';
import type { FilmIdentityInput } from '../../activities/identify-film.ts';
import type { Instance, Keyframe } from '../../core/schema/media.ts';

/** A film in which `people` persons appear in every keyframe, each with a face of its own that never changes. */
function film(keyframes: number, people: number): FilmIdentityInput {
  const model = { id: 'fake', revision: '1' };
  const at = Array.from({ length: keyframes * people }, (_, n) => ({
    keyframe: Math.floor(n / people),
    index: n % people,
  }));
  return {
    film: 'film',
    keyframes: Array.from(
      { length: keyframes },
      (_, index) => ({ index, shot: index, timeMs: index * 1000 }) as Keyframe,
    ),
    shots: [],
    lines: [],
    elements: [],
    speakers: [],
    instances: at.map(
      (place) =>
        ({
          film: 'film',
          ...place,
          label: 'person',
          score: 1,
          box: [0, 0, 9, 9],
          entity: null,
          model,
        }) as unknown as Instance,
    ),
    features: at.map((place) => ({
      ...place,
      face: Float32Array.from({ length: 8 }, (_, n) => (n === place.index ? 1 : 0)),
      appearance: null,
    })),
  };
}

describe('identifyFilm', () => {
  const signal = new AbortController().signal;

  it.each([
    ['in this process', 10, 4],
    ['in a process of its own, because the film is long', 520, 4],
  ])('finds every person once, %s', async (_, keyframes, people) => {
    const { instances, entities } = await identifyFilm(film(keyframes, people), signal);
    expect(entities.map(({ id }) => id)).toEqual(['char1', 'char2', 'char3', 'char4']);
    expect(instances.every(({ index, entity }) => entity === `char${index + 1}`)).toBe(true);
  });

  it('keeps the event loop free and ends when aborted', async () => {
    const controller = new AbortController();
    let turns = 0;
    const timer = setInterval(() => turns++, 5);
    const running = identifyFilm(film(600, 6), controller.signal);
    setTimeout(() => controller.abort(new Error('stop')), 60);
    await expect(running).rejects.toThrow('stop');
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
  });
});
