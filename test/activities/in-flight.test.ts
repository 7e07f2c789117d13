import { describe, expect, it } from 'vitest';
import { InFlight } from '../../activities/in-flight.ts';

/** Work that ends when it is told to, or when it is aborted. */
class Work {
  started = 0;
  aborts: unknown[] = [];
  #finish: (result: string) => void = () => undefined;

  run = (signal: AbortSignal): Promise<string> => {
    this.started++;
    return new Promise((resolve, reject) => {
      this.#finish = resolve;
      signal.addEventListener('abort', () => {
        this.aborts.push(signal.reason);
        reject(signal.reason as Error);
      });
    });
  };

  finish(result: string): void {
    this.#finish(result);
  }
}

const signalOf = (): AbortSignal => new AbortController().signal;

describe('work under way', () => {
  it('is done once for all who ask while it runs', async () => {
    const [flights, work] = [new InFlight(), new Work()];
    const asked = [1, 2, 3].map(() => flights.join('key', signalOf(), work.run));
    work.finish('made');
    expect(await Promise.all(asked)).toEqual(['made', 'made', 'made']);
    expect(work.started).toBe(1);
  });

  it('is done again for who asks later', async () => {
    const flights = new InFlight();
    expect(await flights.join('key', signalOf(), () => Promise.resolve(1))).toBe(1);
    expect(await flights.join('key', signalOf(), () => Promise.resolve(2))).toBe(2);
  });

  it('of another name is other work', async () => {
    const flights = new InFlight();
    const both = ['a', 'b'].map((key) => flights.join(key, signalOf(), () => Promise.resolve(key)));
    expect(await Promise.all(both)).toEqual(['a', 'b']);
  });

  it('fails for all who wait, and is tried again by the next', async () => {
    const flights = new InFlight();
    const fails = (): Promise<never> => Promise.reject(new Error('broken'));
    const asked = [1, 2].map(() => flights.join('key', signalOf(), fails));
    expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await flights.join('key', signalOf(), () => Promise.resolve('made'))).toBe('made');
  });

  it('goes on while anybody waits, and is aborted by the last who leaves', async () => {
    const [flights, work] = [new InFlight(), new Work()];
    const [one, two] = [new AbortController(), new AbortController()];
    const asked = [one, two].map(({ signal }) => flights.join('key', signal, work.run));
    one.abort(new Error('one leaves'));
    await expect(asked[0]).rejects.toThrow('one leaves');
    expect(work.aborts).toEqual([]);
    two.abort(new Error('two leaves'));
    await expect(asked[1]).rejects.toThrow('two leaves');
    expect(work.aborts).toEqual([new Error('two leaves')]);
  });

  it('is finished for who stays when another leaves', async () => {
    const [flights, work] = [new InFlight(), new Work()];
    const leaving = new AbortController();
    const left = flights.join('key', leaving.signal, work.run);
    const stayed = flights.join('key', signalOf(), work.run);
    leaving.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    work.finish('made');
    expect(await stayed).toBe('made');
    expect(work.started).toBe(1);
  });

  it('that is being aborted is not joined but started again', async () => {
    const flights = new InFlight();
    const leaving = new AbortController();
    let clean: () => void = () => undefined;
    // Work that takes a while to stop, as a decoder does that must be killed.
    const slowToStop = (): Promise<string> => new Promise((_, reject) => (clean = () => reject(new Error('stopped'))));
    const first = flights.join('key', leaving.signal, slowToStop);
    leaving.abort(new Error('cancelled'));
    await expect(first).rejects.toThrow('cancelled');
    const second = flights.join('key', signalOf(), () => Promise.resolve('made'));
    clean();
    expect(await second).toBe('made');
  });

  it('is not left running for one who had already been cancelled', async () => {
    const [flights, work] = [new InFlight(), new Work()];
    await expect(flights.join('key', AbortSignal.abort(new Error('before')), work.run)).rejects.toThrow('before');
    expect(work.aborts).toEqual([new Error('before')]);
  });
});
