/** Work that is under way, with all who wait for it. */
interface Flight {
  result: Promise<unknown>;
  controller: AbortController;
  waiting: number;
}

/**
 * Joins calls for the same work in one process: a retry that Temporal starts while the attempt before is still at work
 * (a heartbeat lost on a busy machine) waits for that attempt instead of doing the stage a second time. The work is
 * aborted when the last who waits has been cancelled.
 */
export class InFlight {
  readonly #flights = new Map<string, Flight>();

  async join<T>(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    let flight = this.#flights.get(key);
    // Nobody can join work that is being aborted: it would end with another's cancellation.
    while (flight?.controller.signal.aborted === true) {
      await flight.result.catch(() => undefined);
      flight = this.#flights.get(key);
    }
    flight ??= this.#start(key, work);
    flight.waiting++;
    return await new Promise<T>((resolve, reject) => {
      const leave = (): void => {
        if (--flight.waiting === 0) flight.controller.abort(signal.reason);
        reject(signal.reason as Error);
      };
      if (signal.aborted) leave();
      else signal.addEventListener('abort', leave, { once: true });
      (flight.result as Promise<T>)
        .then(resolve, reject)
        .finally(() => signal.removeEventListener('abort', leave))
        .catch(() => undefined);
    });
  }

  #start<T>(key: string, work: (signal: AbortSignal) => Promise<T>): Flight {
    const controller = new AbortController();
    const result = work(controller.signal).finally(() => this.#flights.delete(key));
    const flight: Flight = { result, controller, waiting: 0 };
    this.#flights.set(key, flight);
    return flight;
  }
}
