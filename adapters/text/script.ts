import { Failure } from '../../core/contract/errors.ts';
import type { Screenplay } from '../../core/script/element.ts';
import { FdxReader } from '../../core/script/fdx.ts';
import { MAX_CHARACTERS, parseScript } from '../../core/script/parse.ts';
import { parsePdfPages } from '../../core/script/pdf.ts';
import { refuseStrangers } from '../../core/script/refuse.ts';
import { decodeText } from './decode.ts';
import { readPdfPages } from './pdf.ts';
import { readXml } from './xml.ts';

/** A screenplay and the encoding of its text; null where the format fixes it. */
export type ReadScript = Screenplay & { encoding: string | null };

/** Final Draft keeps pictures inside its XML, so it may be larger than a text. */
const MAX_XML_CHARACTERS = 2 * MAX_CHARACTERS;

/**
 * Reads the bytes of a screenplay in whatever format, recognised by content.
 * @throws Failure `InvalidInput` when they are no screenplay, with the reason and what to do.
 */
export async function readScriptBytes(bytes: Uint8Array, options: { file?: string } = {}): Promise<ReadScript> {
  const where = options.file === undefined ? {} : { file: options.file };
  try {
    const head = Buffer.from(bytes.subarray(0, 1024)).toString('latin1');
    if (head.includes('%PDF-')) {
      const script = parsePdfPages(await readPdfPages(bytes, where));
      refuseStrangers(script, false, where);
      return { ...script, encoding: null };
    }
    const { text, encoding } = decodeText(bytes, where);
    const script = readMarked(text, where) ?? parseScript(text, fileName(where));
    return { ...script, encoding };
  } catch (error) {
    if (!(error instanceof Failure) || error.details.file !== undefined || options.file === undefined) throw error;
    throw new Failure(error.code, error.message, { ...error.details, ...where }, { cause: error });
  }
}

const fileName = ({ file }: { file?: string }): { fileName?: string } => (file === undefined ? {} : { fileName: file });

/** Screenplays in XML; null for any other text. */
function readMarked(text: string, where: { file?: string }): Screenplay | null {
  const root = /<(FinalDraft)[\s>]/.exec(text.slice(0, 4_000));
  if (root === null) return null;
  if (text.length > MAX_XML_CHARACTERS) {
    throw new Failure('InvalidInput', 'This document is too large to be a screenplay.', {
      ...where,
      remedy: 'Take out its pictures, or export it as Fountain.',
      evidence: { characters: text.length, maxCharacters: MAX_XML_CHARACTERS },
    });
  }
  const script = readXml(text, new FdxReader());
  if (!text.slice(-4_000).includes(`</${root[1]!}>`)) {
    const message = 'The document ends early; what was there was read.';
    script.issues.push({ code: 'truncated', at: 'the end', message });
  }
  if (script.elements.length > 0) return script;
  throw new Failure('InvalidInput', 'This Final Draft document holds no script.', {
    ...where,
    remedy: 'Open it in Final Draft, check that it has text, and save it again.',
  });
}
