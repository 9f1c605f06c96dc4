import { describe, expect, test } from 'vitest';
import { parseXml } from '../../../lib/aws/xml.ts';

describe('XML', () => {
  test.each([
    ['nothing', '', {}],
    ['text', '<a>b</a>', { a: 'b' }],
    ['an empty element', '<a/>', { a: '' }],
    ['an element with nothing in it', '<a></a>', { a: '' }],
    ['elements in elements', '<a><b>1</b><c><d>2</d></c></a>', { a: { b: '1', c: { d: '2' } } }],
    [
      'several of a tag, as a list',
      '<a><m>1</m><m>2</m><m><x>3</x></m></a>',
      { a: { m: ['1', '2', { x: '3' }] } },
    ],
    [
      'white space around elements, which says nothing',
      '<?xml version="1.0"?>\n<a>\n  <b> 1 </b>\n</a>\n',
      { a: { b: ' 1 ' } },
    ],
    [
      'attributes, which are left out',
      '<a xmlns="http://sns.amazonaws.com/"><b x=\'y\' />\n</a>',
      { a: { b: '' } },
    ],
    ['a namespace', '<s:a>b</s:a>', { 's:a': 'b' }],
    ['entities', '<a>&lt;&gt;&amp;&quot;&apos;&amp;lt;</a>', { a: '<>&"\'&lt;' }],
    ['characters by number', '<a>&#1071;&#x42F;&#x1F642;🙂</a>', { a: 'ЯЯ🙂🙂' }],
    [
      'tags that objects have',
      '<a><constructor>1</constructor><toString>2</toString></a>',
      { a: { constructor: '1', toString: '2' } },
    ],
  ])('with %s is read', (_, xml, expected) => {
    expect(JSON.parse(JSON.stringify(parseXml(xml)))).toEqual(expected);
  });

  test('with __proto__ in it changes nobody’s prototype', () => {
    const { a } = parseXml('<a><__proto__><polluted>1</polluted></__proto__></a>');
    expect(Object.keys(a as object)).toEqual(['__proto__']);
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });

  test.each([
    ['ends early', '<a><b>1</b>', 'its end'],
    ['ends in a tag', '<a><b>1</b', 'a token'],
    ['ends twice', '<a></a></a>', '</a>'],
    ['crosses tags', '<a><b></a></b>', '</a>'],
    ['has text around it', 'a<b/>', 'its end'],
    ['is JSON', '{"a":1}', 'its end'],
    ['has a document type, which could define anything', '<!DOCTYPE a><a/>', 'a token'],
    ['has CDATA', '<a><![CDATA[b]]></a>', 'a token'],
    ['has an entity of its own', '<a>&nbsp;</a>', '&nbsp;'],
    ['has a bare &', '<a>b & c</a>', '&'],
    ['has a number of no character', '<a>&#x110000;</a>', '&#x110000;'],
  ])('that %s is refused', (_, xml, wrong) => {
    expect(() => parseXml(xml)).toThrow(`The service answers no XML: ${wrong} is wrong`);
  });
});
