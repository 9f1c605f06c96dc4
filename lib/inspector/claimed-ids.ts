import type { EventDefinition } from '../catalogue/definition.ts';
import type { WireItem } from '../events/items.ts';
import { WireReader } from '../events/wire-reader.ts';
import type { Envelope } from '../form/envelope.ts';
import type { Row } from './protocol.ts';

type Draft = {
  readonly connector?: { readonly id?: string };
  readonly line?: { readonly id?: string };
  readonly chat?: { readonly externalId?: string; readonly id?: string };
};

/** The identifiers of an item that has become no event, as far as they can be read. */
export const claimedIds = (
  definition: EventDefinition,
  envelope: Envelope,
  item: WireItem,
): Pick<Row, 'connector' | 'line' | 'chat'> => {
  const wire = new WireReader(item);
  definition.read(wire, envelope);
  const { connector, line, chat } = wire.draft as Draft;
  const chatId = chat?.externalId ?? chat?.id;
  return {
    ...(connector?.id !== undefined && { connector: connector.id }),
    ...(line?.id !== undefined && /^\d{1,15}$/.test(line.id) && { line: Number(line.id) }),
    ...(chatId !== undefined && { chat: chatId }),
  };
};
