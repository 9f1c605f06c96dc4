import { type Tag, tagsOf } from './bbcode.ts';
import { unescaped } from './entities.ts';
import { withoutSender } from './signature.ts';
import { type Mark, TextWriter } from './text-writer.ts';

/**
 * A message's text as people read it, without BBCode. The operator's name in front is removed, links and images
 * become their addresses, quotes stay, characters that the portal has escaped are put back. What is no tag of
 * Bitrix24 stays as it is. Never throws, and takes time in proportion to the text.
 */
export const toPlainText = (text: string): string => {
  const bbcode = withoutSender(text).replaceAll('\r\n', '\n');
  const writer = new TextWriter();
  const marks = new Map<Tag, Mark>();
  let position = 0;
  for (const tag of tagsOf(bbcode)) {
    const before = bbcode.slice(position, tag.start);
    writer.write(tag.name === 'code' && tag.closing ? before : readable(before));
    const single = singles[tag.name];
    if (single) writer.write(single(tag.attribute) ?? bbcode.slice(tag.start, tag.end));
    else if (tag.name === '*') writeItem(writer);
    else if (blocks.has(tag.name)) writer.edge();
    else if (tag.opening) writeEnd(writer, tag.opening, marks.get(tag.opening));
    else if (tag.attribute !== '') marks.set(tag, writer.mark());
    position = tag.end;
  }
  writer.write(readable(bbcode.slice(position)));
  return writer.text().replace(/^\n+/, '').trimEnd();
};

/** `#BR#` is an old form of `[br]`. */
const readable = (text: string): string => unescaped(text.replaceAll('#BR#', '\n'));

const blocks = new Set(['quote', 'code', 'list']);

/** What stands for a tag that stands alone; undefined where its attribute is not what it should be. */
const singles: Readonly<Record<string, (attribute: string) => string | undefined>> = {
  br: () => '\n',
  disk: (id) => (/^\d+$/.test(id) ? `[file ${id}]` : undefined),
  // The messenger shows `(title)`, too, where there is room for text only.
  icon: (attribute) => {
    const title = attribute.split(/title=/i)[1]?.split(/(?:width|height|size)=/i)[0];
    return title === undefined ? '' : `(${readable(title.trim())})`;
  },
  timestamp: (attribute) => {
    const seconds = /^\d{1,10}(?!\S)/.exec(attribute)?.[0];
    return seconds && `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  },
};

const writeItem = (writer: TextWriter): void => {
  writer.line();
  writer.write('- ');
};

/** What the messenger writes in front of the attribute where nothing is between the tags. */
const stands: Readonly<Record<string, string>> = {
  url: '',
  send: '',
  put: '',
  call: '',
  user: 'User ',
  chat: 'Chat ',
};

const writeEnd = (writer: TextWriter, { name, attribute }: Tag, start: Mark | undefined): void => {
  const stand = stands[name];
  if (start === undefined || stand === undefined) return;
  const address = unescaped(attribute);
  if (writer.isEmptySince(start)) writer.write(stand + address.replace(/ REPLACE$/i, ''));
  else if (name === 'url' && !writer.isSince(start, address)) writer.write(` (${address})`);
};
