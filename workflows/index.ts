export { buildCorpus } from './build-corpus.ts';
export { processFilm } from './process-film.ts';
