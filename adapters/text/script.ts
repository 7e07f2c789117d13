import { Failure } from '../../core/contract/errors.ts';
import { CeltxReader } from '../../core/script/celtx.ts';
import type { Screenplay } from '../../core/script/element.ts';
import { FdxReader } from '../../core/script/fdx.ts';
import { parseFountain } from '../../core/script/fountain.ts';
import { OpenScreenplayReader } from '../../core/script/open-screenplay.ts';
import { parseScript } from '../../core/script/parse.ts';
import { parsePdfPages } from '../../core/script/pdf.ts';
import { MAX_CHARACTERS, refuseLong, refuseStrangers } from '../../core/script/refuse.ts';
import { isTrelby, parseTrelby } from '../../core/script/trelby.ts';
import type { XmlReader } from '../../core/script/xml.ts';
import { decodeText } from './decode.ts';
import { readPdfPages } from './pdf.ts';
import { readXml } from './xml.ts';
import { listZip, unpackEntry } from './zip.ts';

/** A screenplay and the encoding of its text; null where the format fixes it. */
export type ReadScript = Screenplay & { encoding: string | null };

interface Where {
  file?: string;
}

/** Final Draft keeps pictures inside its XML, so it may be larger than a text. */
const MAX_XML_BYTES = 32_000_000;
/** A text in UTF-32. */
const MAX_TEXT_BYTES = 4 * MAX_CHARACTERS;
/** First bytes of Word's old format. */
const OLE = '\u00d0\u00cf\u0011\u00e0';

/**
 * Reads the bytes of a screenplay in whatever format, recognised by content.
 * @throws Failure `InvalidInput` when they are no screenplay, with the reason and what to do.
 */
export async function readScriptBytes(bytes: Uint8Array, options: Where = {}): Promise<ReadScript> {
  try {
    return await readAny(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), options);
  } catch (error) {
    if (!(error instanceof Failure) || error.details.file !== undefined || options.file === undefined) throw error;
    throw new Failure(error.code, error.message, { ...error.details, file: options.file }, { cause: error });
  }
}

async function readAny(bytes: Buffer, where: Where): Promise<ReadScript> {
  const head = bytes.subarray(0, 1024).toString('latin1');
  if (head.includes('%PDF-')) {
    const script = parsePdfPages(await readPdfPages(bytes, where));
    refuseStrangers(script, 'none', where);
    return { ...script, encoding: null };
  }
  if (head.startsWith('PK\u0003\u0004')) return readArchive(bytes, where);
  if (head.startsWith(OLE)) refuseDocument('a Word document', where);
  const isXml = /<FinalDraft[\s>]|<\?xml/.test(head.replaceAll('\0', ''));
  if (bytes.length > (isXml ? MAX_XML_BYTES : MAX_TEXT_BYTES)) refuseSize(bytes.length, where);
  const { text, encoding } = decodeText(bytes, where);
  if (isTrelby(text)) {
    refuseLong(text, where);
    const script = parseTrelby(text);
    refuseStrangers(script, 'format', where);
    return { ...script, encoding };
  }
  const root = /<(FinalDraft)[\s>]|<document\b[^>]{0,300}\bOpen Screenplay Format/.exec(text.slice(0, 4_000));
  if (root === null) {
    return { ...parseScript(text, where.file === undefined ? {} : { fileName: where.file }), encoding };
  }
  return {
    ...readDocument(text, root[1] === undefined ? new OpenScreenplayReader() : new FdxReader(), where),
    encoding,
  };
}

function refuseDocument(name: string, where: Where): never {
  const remedy = 'Save it as PDF or as plain text, then give that file.';
  throw new Failure('InvalidInput', `This is ${name}, not a screenplay that can be read.`, { ...where, remedy });
}

function refuseSize(bytes: number, where: Where): never {
  throw new Failure('InvalidInput', 'This file is larger than any screenplay.', {
    ...where,
    remedy: 'Give the screenplay of one film, without pictures.',
    evidence: { bytes },
  });
}

function readDocument(text: string, reader: XmlReader, where: Where): Screenplay {
  const script = readXml(text, reader);
  if (!/<\/(?:FinalDraft|document|html)\s*>\s*$/i.test(text.slice(-400))) {
    script.issues.push({
      code: 'truncated',
      at: 'the end',
      message: 'The document ends early; what was there was read.',
    });
  }
  if (script.elements.length > 0) return script;
  throw new Failure('InvalidInput', 'This document holds no script.', {
    ...where,
    remedy: 'Open it in the program it comes from, check that it has text, and save it again.',
  });
}

/** Archives of Highland (Fountain inside), Fade In (Open Screenplay Format) and Celtx (a web page). */
function readArchive(bytes: Buffer, where: Where): ReadScript {
  const entries = listZip(bytes);
  const find = (pattern: RegExp): string | null => {
    const entry = entries.find(({ name }) => pattern.test(name));
    return entry === undefined ? null : decodeText(unpackEntry(bytes, entry, { maxBytes: MAX_XML_BYTES })).text;
  };
  const fountain = find(/(?:^|\/)text\.(?:md|fountain)$|\.fountain$/);
  if (fountain !== null) {
    refuseLong(fountain, where);
    const script = parseFountain(fountain);
    refuseStrangers(script, 'format', where);
    return { ...script, encoding: 'utf-8' };
  }
  const open = find(/^document\.xml$/);
  if (open !== null) return { ...readDocument(open, new OpenScreenplayReader(), where), encoding: 'utf-8' };
  const page = find(/^script[^/]*\.html$/);
  if (page !== null) return { ...readDocument(page, new CeltxReader(), where), encoding: 'utf-8' };
  if (entries.some(({ name }) => name === 'word/document.xml')) refuseDocument('a Word document', where);
  throw new Failure('InvalidInput', 'This archive holds no screenplay that is known.', {
    ...where,
    remedy: 'Unpack the archive, then give the file inside.',
  });
}
