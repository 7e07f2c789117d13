import { describe, expect, it } from 'vitest';
import { lineCounter, readTags } from '../../../core/subtitle/tags.ts';

/** Tokens in one line each: `<name key=value>`, `</name>`, text as it is. */
const shown = (source: string): string[] =>
  [...readTags(source)].map((token) => {
    if (token.kind === 'text') return token.text;
    if (token.kind === 'close') return `</${token.name}>`;
    const attributes = [...token.attributes].map(([key, value]) => ` ${key}=${value}`).join('');
    return `<${token.name}${attributes}${token.isEmpty ? '/' : ''}>`;
  });

describe('readTags', () => {
  it.each([
    ['<tt:P xml:id="a" Begin=\'1s\'>x</tt:P>', ['<p id=a begin=1s>', 'x', '</p>']],
    ['<SYNC Start=1000><BR>', ['<sync start=1000>', '<br>']],
    ['a<br/>b', ['a', '<br/>', 'b']],
    ['<p a="1 > 0">x', ['<p a=1 > 0>', 'x']],
    ['<-- no comment --> 1 < 2', ['<-- no comment --> 1 < 2']],
    ['a<!-- <p> -->b<?x ?>c', ['a', 'b', 'c']],
    ['<![CDATA[<b> & c]]>', ['&lt;b> &amp; c']],
    ['<!DOCTYPE a [<!ENTITY b "<p>">]>&b;', ['&b;']],
    ['<p unclosed', ['<p unclosed']],
    ['<p <b>', ['<p ', '<b>']],
    ['<!-- never closed', []],
  ])('%j', (source, tokens) => {
    expect(shown(source)).toEqual(tokens);
  });

  it('counts lines at any of the three line ends', () => {
    const lineAt = lineCounter('a\nb\r\nc\rd');
    expect([0, 2, 5, 7].map((offset) => lineAt(offset))).toEqual([1, 2, 3, 4]);
  });
});
