/** What Bitrix24's `CTextParser` escapes, and its `Im\Text::parse` puts back. The rest of HTML does not occur. */
const characters: Readonly<Record<string, string>> = {
  quot: '"',
  lt: '<',
  gt: '>',
  amp: '&',
  nbsp: ' ',
  '#33': '!',
  '#036': '$',
  '#39': "'",
  '#039': "'",
  '#91': '[',
  '#092': '\\',
  '#93': ']',
  '#124': '|',
  '#153': '™',
  '#169': '©',
  '#174': '®',
};

/** Puts back characters that the portal has escaped as HTML, once: `&amp;lt;` becomes `&lt;`. */
export const unescaped = (text: string): string =>
  text.replaceAll(/&(#?\w{2,4});/g, (entity, name: string) => characters[name] ?? entity);
