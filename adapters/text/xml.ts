import { Parser } from 'htmlparser2';
import { Failure } from '../../core/contract/errors.ts';
import type { Screenplay } from '../../core/script/element.ts';
import type { XmlReader } from '../../core/script/xml.ts';

/** Depth of elements, at most; a script has ten, and a web page with open line breaks somewhat more. */
const MAX_DEPTH = 200;

/**
 * Feeds an XML document to a reader. The parser knows only the five entities of XML and numeric references: what a
 * document declares itself is not expanded. Elements left open at the end are closed.
 * @throws Failure `InvalidInput` when elements are nested without end.
 */
export function readXml(text: string, reader: XmlReader): Screenplay {
  let depth = 0;
  let isDeclared = false;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        depth += 1;
        if (depth > MAX_DEPTH) {
          throw new Failure(
            'InvalidInput',
            `The document nests more than ${MAX_DEPTH} elements, which no script does.`,
            {
              remedy: 'Open it in the program it comes from and save it again.',
            },
          );
        }
        reader.open(name, attributes);
      },
      ontext(data) {
        reader.text(data);
      },
      onclosetag(name) {
        reader.close(name);
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
    script.issues.push({
      code: 'doctype-ignored',
      at: 'line 1',
      message: 'Declarations of the document were left out.',
    });
  }
  return script;
}
