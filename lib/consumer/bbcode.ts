/** A tag of a text, brackets included. */
export type Tag = {
  readonly start: number;
  /** The position after its `]`. */
  readonly end: number;
  /** In lower case. */
  readonly name: string;
  readonly closing: boolean;
  /** What follows the name, without the `=`. */
  readonly attribute: string;
  /** Of a closing tag: the one that it closes. */
  readonly opening?: Tag;
};

/** What looks like a tag, and is one if it turns out to have a partner. */
type Candidate = { -readonly [Key in keyof Tag]: Tag[Key] } & { isTag: boolean };

// What messages hold: "Text Formatting (BB Codes)" of Bitrix24's REST documentation and the messenger's own parser;
// quote, list and font come from elsewhere in the portal.

/** Tags that take no attribute: `[i = 0]` is none. */
const plain = new Set(['b', 'i', 'u', 's', 'code', 'br', '*']);

/** Other tags that need a closing one. */
const attributed = new Set([
  ...['size', 'color', 'font', 'url', 'img', 'quote', 'list', 'user', 'chat', 'context', 'dialog'],
  ...['send', 'put', 'call', 'pch', 'date'],
]);

/** Tags that stand alone. */
const single = new Set(['br', '*', 'disk', 'icon', 'timestamp']);

const HEAD = /\[(\/?)([a-z]+|\*)(?=[\]=\s])/gi;

/**
 * The tags of a text in their order. A tag that needs a partner and has none is text, as is `[*]` outside of a list,
 * and all that is between `[code]` and `[/code]`. Takes time in proportion to the text, whatever it holds.
 */
export const tagsOf = (text: string): Tag[] => {
  const found: Candidate[] = [];
  const open = new Map<string, Candidate[]>();
  for (const tag of candidates(text)) {
    found.push(tag);
    if (single.has(tag.name)) {
      tag.isTag = tag.name !== '*' || (open.get('list')?.length ?? 0) > 0;
    } else if (!tag.closing) {
      const sameName = open.get(tag.name);
      if (sameName) sameName.push(tag);
      else open.set(tag.name, [tag]);
    } else {
      const opening = open.get(tag.name)?.pop();
      if (opening === undefined) continue;
      tag.isTag = opening.isTag = true;
      tag.opening = opening;
    }
  }
  return found.filter(({ isTag }) => isTag);
};

function* candidates(text: string): Generator<Candidate> {
  const endOf = bracketEnds(text);
  const endOfCode = finder(text, /\[\/code\]/gi);
  let position = 0;
  for (const { 0: head, 1: slash, 2: word = '', index: start } of text.matchAll(HEAD)) {
    const [name, closing] = [word.toLowerCase(), slash === '/'];
    if (start < position || !isKnown(name, closing)) continue;
    const bodyStart = start + head.length;
    const bare = closing || plain.has(name);
    const end = bare ? bareEnd(text, bodyStart) : endOf(start);
    if (end === undefined) continue;
    const attribute = bare
      ? ''
      : text
          .slice(bodyStart, end - 1)
          .trim()
          .replace(/^=\s*/, '');
    yield { start, end, name, closing, attribute, isTag: false };
    position = name === 'code' && !closing ? (endOfCode(end) ?? end) : end;
  }
}

const isKnown = (name: string, closing: boolean): boolean =>
  single.has(name) ? !closing : plain.has(name) || attributed.has(name);

const bareEnd = (text: string, position: number): number | undefined =>
  text[position] === ']' ? position + 1 : undefined;

/** Where a tag with an attribute ends, on its line: a URL may hold brackets of its own, in pairs or not. */
const bracketEnds = (text: string): ((start: number) => number | undefined) => {
  const ends = new Map<number, number>();
  let open: number[] = [];
  for (const { 0: mark, index } of text.matchAll(/[[\]\n]/g)) {
    if (mark === '\n') open = [];
    else if (mark === '[') open.push(index);
    else ends.set(open.pop() ?? -1, index + 1);
  }
  const bracket = finder(text, /\]/g);
  const newline = finder(text, /\n/g);
  return (start) => {
    const end = ends.get(start);
    if (end !== undefined) return end;
    const first = bracket(start);
    return first === undefined || first > (newline(start) ?? first) ? undefined : first + 1;
  };
};

/** Finds the first match from a position on; positions may only grow, so that all searches together take one pass. */
const finder = (text: string, pattern: RegExp): ((from: number) => number | undefined) => {
  let found: number | undefined = -1;
  return (from) => {
    if (found !== undefined && found < from) {
      pattern.lastIndex = from;
      found = pattern.exec(text)?.index;
    }
    return found;
  };
};
