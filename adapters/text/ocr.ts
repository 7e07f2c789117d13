import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Failure } from '../../core/contract/errors.ts';

/** A recogniser of printed text; close it, or its worker keeps the process alive. */
export interface TextRecogniser {
  /** Text of a picture, black on white, and how sure it is from 0 to 1. */
  recognise(file: string): Promise<{ text: string; confidence: number }>;
  close(): Promise<void>;
}

const require = createRequire(import.meta.url);

/** Folder inside a language's package: the integer form of the best models, three times faster than the float one. */
const MODEL_FOLDER = '4.0.0_best_int';
/** Tesseract's numbers: the neural recogniser alone, and a picture that is one block of lines. */
const LSTM_ONLY = 1;
const SINGLE_BLOCK = '6';

/**
 * Starts Tesseract for a language such as `eng`. Both it and the language's data are npm packages that are only needed
 * here; nothing is downloaded.
 * @throws Failure `InvalidInput` that names the packages to install when they are not there.
 */
export async function openTextRecogniser(language: string): Promise<TextRecogniser> {
  if (!/^[a-z]{3}(?:_[a-z]{3,4})?$/.test(language))
    throw unavailable(language, 'this is no language code of Tesseract');
  const langPath = await Promise.resolve()
    .then(() => join(dirname(require.resolve(`@tesseract.js-data/${language}/package.json`)), MODEL_FOLDER))
    .catch((cause: unknown) => {
      throw unavailable(language, 'its language data is not installed', cause);
    });
  const { createWorker } = await import('tesseract.js').catch((cause: unknown) => {
    throw unavailable(language, 'tesseract.js is not installed', cause);
  });
  const worker = await createWorker(language, LSTM_ONLY, { langPath, cacheMethod: 'none', gzip: true });
  await worker.setParameters({ tessedit_pageseg_mode: SINGLE_BLOCK as never, user_defined_dpi: '150' });
  return {
    async recognise(file) {
      const { data } = await worker.recognize(file);
      return { text: data.text, confidence: data.confidence / 100 };
    },
    async close() {
      await worker.terminate();
    },
  };
}

function unavailable(language: string, why: string, cause?: unknown): Failure {
  return new Failure(
    'InvalidInput',
    `Text cannot be recognised in the language ${language}: ${why}.`,
    { remedy: `Run \`npm install tesseract.js @tesseract.js-data/${language}\`.` },
    { cause },
  );
}
