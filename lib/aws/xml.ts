/** XML as text, or as the children of an element by tag, several of a tag as a list. */
export type Xml = string | XmlElement | readonly Xml[] | undefined;
export type XmlElement = { readonly [tag: string]: Xml };

type Open = { readonly tag: string; readonly children: Record<string, Xml>; text: string };

/** A processing instruction, a tag with attributes that say nothing here, or text. */
const TOKEN = /<\?[^<>]*\?>|<(\/?)([A-Za-z_][\w.:-]*)(?:\s[^<>]*?)?(\/?)>|([^<]+)/y;

/**
 * Reads what services answer in the query protocol: elements and text. Nothing else of XML occurs there.
 *
 * @throws Error where it is anything else.
 */
export const parseXml = (xml: string): XmlElement => {
  const stack: Open[] = [{ tag: '', children: Object.create(null), text: '' }];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < xml.length) {
    const [token, slash, tag, empty, text] = TOKEN.exec(xml) ?? [];
    if (token === undefined) throw malformed('a token');
    if (text !== undefined) innermost(stack).text += unescaped(text);
    if (tag === undefined) continue;
    if (!slash) stack.push({ tag, children: Object.create(null), text: '' });
    if (slash || empty) close(stack, tag);
  }
  const [document, ...open] = stack;
  if (open.length > 0 || document?.text.trim() !== '') throw malformed('its end');
  return document.children;
};

const innermost = (stack: readonly Open[]): Open => {
  const last = stack.at(-1);
  if (last === undefined) throw malformed('its end');
  return last;
};

const close = (stack: Open[], tag: string): void => {
  const closed = stack.pop();
  if (closed?.tag !== tag) throw malformed(`</${tag}>`);
  const { children } = innermost(stack);
  const value = Object.keys(closed.children).length > 0 ? closed.children : closed.text;
  const earlier = children[tag];
  children[tag] =
    earlier === undefined ? value : Array.isArray(earlier) ? [...earlier, value] : [earlier, value];
};

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

const unescaped = (text: string): string =>
  text.replaceAll(/&(?:#x([\da-fA-F]+)|#(\d+)|(\w*));?/g, (entity, hex, decimal, name) => {
    if (!entity.endsWith(';')) throw malformed('&');
    if (name !== undefined) return entities[name] ?? refused(entity);
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : refused(entity);
  });

const refused = (entity: string): never => {
  throw malformed(entity);
};

/** Says what, not where: the text around it is nobody's business. */
const malformed = (what: string): Error => new Error(`The service answers no XML: ${what} is wrong`);
