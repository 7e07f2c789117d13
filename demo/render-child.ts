import { renderFilm } from './render.ts';

/** Renders one film in a process of its own: `render-child.ts <film folder> <output folder>`. */
const [folder, output] = process.argv.slice(2);
await renderFilm(folder!, output!, { width: 1280, height: 720 });
