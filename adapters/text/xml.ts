import { Parser } from 'htmlparser2';
import type { Screenplay } from '../../core/script/element.ts';
import type { XmlReader } from '../../core/script/xml.ts';

/** Depth of elements, at most; a script has ten. */
const MAX_DEPTH = 200;

/**
 * Feeds an XML document to a reader. The parser knows only the five entities of XML and numeric references: what a
 * document declares itself is not expanded. Elements left open at the end are closed.
 */
export function readXml(text: string, reader: XmlReader): Screenplay {
  let depth = 0;
  let isDeclared = false;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        depth += 1;
        if (depth <= MAX_DEPTH) reader.open(name, attributes);
      },
      ontext(data) {
        if (depth <= MAX_DEPTH) reader.text(data);
      },
      onclosetag(name) {
        if (depth <= MAX_DEPTH) reader.close(name);
        depth -= 1;
      },
      onprocessinginstruction(name) {
        isDeclared ||= /^!doctype$/i.test(name);
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(text.replace(/^\uFEFF/, ''));
  const script = reader.finish();
  if (isDeclared) {
    script.issues.push({ code: 'doctype-ignored', at: 'line 1', message: 'Declarations of the document were left out.' });
  }
  return script;
}
