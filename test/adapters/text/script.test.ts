import fc from 'fast-check';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readScriptBytes, type ReadScript } from '../../../adapters/text/script.ts';
import { Failure } from '../../../core/contract/errors.ts';
import { parseFountain } from '../../../core/script/fountain.ts';
import { printFountain } from '../../../core/script/print.ts';
import { brief, briefs, isOrdered } from '../../core/script/brief.ts';
import { describeWithMedia, sharedMedia } from '../../support/media.ts';
import { pdf } from '../../support/pdf.ts';

/** A process starts for each PDF. */
const PDF_TIMEOUT_MS = 60_000;

const golden = fileURLToPath(new URL('../../golden/script/', import.meta.url));
const read = (text: string | Uint8Array, file = 'script'): Promise<ReadScript> =>
  readScriptBytes(typeof text === 'string' ? Buffer.from(text) : text, { file });

describe('golden files', () => {
  it.each(readdirSync(golden).filter((name) => !name.endsWith('.json')))('%s', async (name) => {
    const script = await read(readFileSync(golden + name), name);
    const answer = `${golden}${name}.json`;
    const text = `${JSON.stringify(script, null, 1)}\n`;
    if (process.env['UPDATE'] === '1') writeFileSync(answer, text);
    expect(isOrdered(script)).toBe(true);
    expect(text).toBe(readFileSync(answer, 'utf8'));
  });
});

/** An archive with one packed file. */
function zip(name: string, content: string): Buffer {
  const [bytes, path] = [Buffer.from(content), Buffer.from(name)];
  const packed = deflateRawSync(bytes);
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(8, 4);
  fields.writeUInt32LE(packed.length, 14);
  fields.writeUInt32LE(bytes.length, 18);
  fields.writeUInt16LE(path.length, 22);
  const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), fields, path, packed]);
  const directory = Buffer.concat([
    Buffer.from('PK\u0001\u0002'),
    Buffer.from([20, 0]),
    fields,
    Buffer.alloc(14),
    path,
  ]);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 0, 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, directory, end]);
}

const OSF = `<?xml version="1.0"?><document type="Open Screenplay Format document" version="12"><info title="The Lamp"/>
<paragraphs><para number="3"><style basestylename="Scene Heading"/><text>INT. CELLAR - DAY</text></para><para><style basestylename="Character"/><text>ANNA</text></para>
<para><style basestylename="Dialogue"/><text>Is it </text><text bold="1">here?</text></para></paragraphs></document>`;
const CELTX = `<html><head><title>The Lamp</title></head><body><p class="sceneheading" scenenumber="3">INT. CELLAR - DAY<br></p>
<p class="character">ANNA<br></p><p class="dialog">Is it
here?<br></p></body></html>`;

describe('formats of programs', () => {
  it.each([
    ['Highland', zip('x.textbundle/text.md', 'INT. CELLAR - DAY #3#\n\nANNA\nIs it here?\n'), 'fountain'],
    ['Fade In', zip('document.xml', OSF), 'osf'],
    ['Open Screenplay Format', Buffer.from(OSF), 'osf'],
    ['Celtx', zip('script-1.html', CELTX), 'celtx'],
  ])('%s', async (_name, bytes, format) => {
    const script = await read(bytes);
    expect(script.format).toBe(format);
    expect(script.scenes.map(({ number }) => number)).toEqual(['3']);
    expect(briefs(script)).toEqual(['scene_heading|INT. CELLAR - DAY', 'character|ANNA', 'dialogue|ANNA|Is it here?']);
  });

  it.each([
    ['a truncated document', '<FinalDraft><Content><Paragraph Type="Action"><Text>Anna wai', 'truncated'],
    [
      'an unknown style',
      '<FinalDraft><Content><Paragraph Type="Odd"><Text>Anna</Text></Paragraph></Content></FinalDraft>',
      'unknown-style',
    ],
    [
      'a speech of nobody',
      '<FinalDraft><Content><Paragraph Type="Dialogue"><Text>Hi.</Text></Paragraph></Content></FinalDraft>',
      'no-speaker',
    ],
    [
      'entities of its own',
      '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">]><FinalDraft><Content><Paragraph Type="Action"><Text>&a;</Text></Paragraph></Content></FinalDraft>',
      'doctype-ignored',
    ],
  ])('%s is read with an issue', async (_name, text, code) => {
    const script = await read(text);
    expect(script.elements).toHaveLength(1);
    expect(script.elements[0]!.text).not.toBe('ha');
    expect(script.issues.map((issue) => issue.code)).toContain(code);
  });

  it('drops what a revision of FDX struck out, and its stars in the margin', async () => {
    const text = (words: string, style = ''): string => `<Text Style="${style}">${words}</Text>`;
    const paragraph = (type: string, ...texts: string[]): string =>
      `<Paragraph Type="${type}">${texts.join('')}</Paragraph>`;
    const { elements } = await read(
      `<?xml version="1.0"?><FinalDraft DocumentType="Script"><Content>${[
        paragraph('Scene Heading', text('INT. HOUSE - DAY  *')),
        paragraph('Character', text('ANNA')),
        paragraph('Dialogue', text('Come '), text('in ', 'Strikeout+Bold'), text('out. *'), text('Now')),
        paragraph('Dialogue', text('2 * 2, M*A*S*H and ***', 'Italic')),
      ].join('')}</Content></FinalDraft>`,
    );
    expect(elements.map((element) => element.text)).toEqual([
      'INT. HOUSE - DAY',
      'ANNA',
      'Come out. *Now\n2 * 2, M*A*S*H and',
    ]);
  });

  it('prints FDX as Fountain that reads as the same elements', async () => {
    const script = await read(readFileSync(`${golden}lamp.fdx`));
    expect(briefs(parseFountain(printFountain(script)))).toEqual(
      briefs(script).map((line) => line.replace('action/shot|', 'action|')),
    );
  });
});

describe('what is refused', () => {
  it.each([
    ['RTF', '{\\rtf1\\ansi INT. HOUSE - DAY\\par}', 'RTF'],
    ['Word', `\u00d0\u00cf\u0011\u00e0${'x'.repeat(100)}`, 'Word'],
    ['Word in a ZIP', zip('word/document.xml', '<x/>'), 'Word'],
    ['another archive', zip('a.txt', 'x'), 'archive'],
    ['an archive bomb', zip('text.md', 'A'.repeat(33_000_000)), 'archive'],
    ['an endless depth', `<FinalDraft>${'<Paragraph>'.repeat(5_000)}`, 'nests'],
    ['an empty document', '<FinalDraft><Content></Content></FinalDraft>', 'no script'],
    ['a damaged PDF', `%PDF-1.4\n${'garbage '.repeat(200)}`, 'damaged'],
    ['a PDF of pictures', pdf(['q Q']), 'no text layer'],
    ['one long line', `INT. A - DAY\n\n${'A'.repeat(600_000)}`, 'longer'],
  ])(
    '%s',
    async (_name, content, says) => {
      const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
      await expect(read(bytes, 'x.y')).rejects.toMatchObject({
        code: 'InvalidInput',
        message: expect.stringContaining(says) as string,
        details: { file: 'x.y', remedy: expect.stringMatching(/\w/) as string },
      });
    },
    PDF_TIMEOUT_MS,
  );

  it('answers any bytes with elements or a Failure', async () => {
    const heads = ['', 'PK\u0003\u0004', '<FinalDraft>', '#Version 3\n.\\', 'Title: x\n\n', '\u00ff\u00fe'];
    const anyBytes = fc.tuple(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 200 }));
    await fc.assert(
      fc.asyncProperty(anyBytes, async ([head, tail]) => {
        const outcome = await read(Buffer.concat([Buffer.from(head, 'latin1'), tail])).catch((error: unknown) => error);
        expect(outcome instanceof Failure || isOrdered(outcome as ReadScript)).toBe(true);
      }),
      { seed: 3, numRuns: 300 },
    );
  });
});

/** A page of text lines as a content stream: 7.2 points a column, 12 a line. */
function setPage(lines: string[]): string {
  const shown = lines.map((line) => {
    const text = line.trim().replace(/[\\()]/g, String.raw`\$&`);
    const indent = (line.length - line.trimStart().length) * 7.2;
    return `${indent} 0 Td (${text}) Tj ${-indent} -12 Td`;
  });
  return `BT /F1 12 Tf 40 740 Td ${shown.join('\n')} ET`;
}

describe('PDF', () => {
  it(
    'reads by layout what the same lines read as plain text',
    async () => {
      const text = readFileSync(`${golden}lamp.txt`, 'utf8').split('\n');
      const turn = text.findIndex((line) => line.trim() === '2.');
      const script = await read(pdf([setPage(text.slice(0, turn)), setPage(text.slice(turn))]), 'lamp.pdf');
      const plain = await read(text.join('\n'), 'lamp.txt');
      expect(script.format).toBe('pdf');
      expect(briefs(script)).toEqual(briefs(plain));
      expect(script.scenes.map(({ number, page }) => [number, page])).toEqual([
        ['1', 1],
        ['2A', 2],
      ]);
    },
    PDF_TIMEOUT_MS,
  );
});

describeWithMedia('twins', () => {
  const folder = 'screenplays/afterwriting/test/';
  const file = (path: string): Promise<ReadScript> => read(readFileSync(sharedMedia(path)), path);
  /** Elements that a page shows: no sections, synopses, notes; finer types and capitals are the printer's. */
  const shown = ({ elements }: ReadScript): string[] =>
    elements
      .filter(({ kind }) => kind !== 'other')
      .map(({ type: _, ...element }) => brief(element).replace(/\s+/g, ' ').replace(/ \./g, '.'));
  const agreement = (a: string[], b: string[]): number => {
    const left = new Map<string, number>();
    for (const line of a) left.set(line, (left.get(line) ?? 0) + 1);
    const same = b.filter((line) => {
      const count = left.get(line) ?? 0;
      left.set(line, count - 1);
      return count > 0;
    });
    return (2 * same.length) / (a.length + b.length);
  };

  it.each([
    // The printed one has variables replaced and forced elements as they look: docs/screenplays.md.
    ['client', 0.84],
    ['cyrillic', 1],
  ])(
    '%s: Fountain and PDF agree',
    async (name, least) => {
      const fountain = shown(await file(`${folder}data/screenplays/${name}.fountain`));
      const printed = shown(await file(`${folder}client/pdf/${name}.pdf`));
      expect(agreement(fountain, printed)).toBeGreaterThanOrEqual(least);
    },
    PDF_TIMEOUT_MS,
  );

  it.each(['jp', 'sc'])(
    '%s.pdf holds filling text without scenes and is refused',
    async (name) => {
      await expect(file(`${folder}client/pdf/${name}.pdf`)).rejects.toMatchObject({ code: 'InvalidInput' });
    },
    PDF_TIMEOUT_MS,
  );

  it.each([
    ['screenplay-tools/tests/TestFDX-FD', 'screenplay-tools/tests/TestFDX-FD'],
    ['screenplay-tools/tests/TestFDX-FI', 'screenplay-tools/tests/TestFDX-FI'],
    ['screenplay-tools/tests/TestFDX-FD-Write-js', 'screenplay-tools/tests/TestFDX-FD'],
    ['screenplay-tools/tests/TestFDX-FD-Write-py', 'screenplay-tools/tests/TestFDX-FD'],
    ['screenplay-tools/tests/TestFDX-FD-Write-cpp', 'screenplay-tools/tests/TestFDX-FD'],
    ['screenplay-tools/tests/TestFDX-FD-Write-csharp', 'screenplay-tools/tests/TestFDX-FD'],
    ['afterwriting/test/data/screenplays/fdx/note', 'afterwriting/test/data/screenplays/fdx/note'],
    ['afterwriting/test/data/screenplays/fdx/header_note', 'afterwriting/test/data/screenplays/fdx/header_note'],
    ['afterwriting/test/data/screenplays/fdx/synopsis', 'afterwriting/test/data/screenplays/fdx/synopsis'],
  ])('%s.fdx: equal to its Fountain', async (fdx, fountain) => {
    expect(briefs(await file(`screenplays/${fdx}.fdx`))).toEqual(
      briefs(await file(`screenplays/${fountain}.fountain`)),
    );
  });
});
