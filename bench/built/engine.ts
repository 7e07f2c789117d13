import { buildPackage, importBuilt } from './package.ts';

type Libav = typeof import('../../adapters/media/libav.ts');

/** Builds the package and gives its engine. */
export async function builtEngine(): Promise<ReturnType<Libav['createLibavEngine']>> {
  await buildPackage();
  const { createLibavEngine } = await importBuilt<Libav>('adapters/media/libav.js');
  return createLibavEngine();
}
