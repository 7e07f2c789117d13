import { computeIdentities } from './identify-film.ts';
import type { FilmIdentityInput } from './identify-film.ts';

/** Identifies one film for its parent, who holds the event loop that must not stand still, and ends. */
process.once('message', (input) => {
  process.send?.(computeIdentities(input as FilmIdentityInput), () => process.disconnect());
});
