import type { WireReader } from './wire-reader.ts';

/** Takes what every message has, whoever wrote it: text, author, files, attachments, parameters. */
export const readMessageContent = (wire: WireReader): void => {
  const author = wire.peek('message.user_id');
  wire.text('message.text', 'message.text');
  wire.id('message.authorId', 'message.user_id');
  wire.flag('message.system', 'message.system');
  if (author === '0') wire.set('message.system', 'Y');
  if (!wire.filled('message.system')) wire.set('message.system', 'N');
  wire.external('message.date', 'message.date');
  readFiles(wire);
  wire.verbatim('message.attachments', 'message.attachments', 'message.attach');
  wire.verbatim('message.params', 'message.params');
};

/** External message ids: one, or a list of them; the portal sends both. */
export const readExternalMessageIds = (wire: WireReader): void => {
  let count = 0;
  for (const path of wire.elements('message.id')) {
    const field = `message.externalIds.${count}`;
    wire.external(field, path);
    if (wire.filled(field)) count++;
  }
};

/** Files are objects, or (incoming) bare identifiers of Bitrix24 files. */
const readFiles = (wire: WireReader): void => {
  let count = 0;
  for (const path of wire.elements('message.files')) {
    const field = `message.files.${count}`;
    wire.quantity(`${field}.id`, path, `${path}.id`);
    for (const name of ['name', 'type', 'mime', 'link', 'downloadLink'])
      wire.text(`${field}.${name}`, `${path}.${name}`);
    for (const name of ['size', 'width', 'height']) wire.quantity(`${field}.${name}`, `${path}.${name}`);
    if (wire.filled(field)) count++;
  }
};
