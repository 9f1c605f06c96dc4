import type * as v from 'valibot';
import type { EventDefinition, PublishedData } from '../catalogue/definition.ts';
import type { attributes } from '../schemas/envelope.ts';
import { xmlSafe } from './json.ts';

/** What consumers get: a CloudEvents 1.0 object, the EventBridge `Detail` and the SNS `Message` alike. */
export type CloudEvent<Data = PublishedData> = Readonly<v.InferOutput<typeof attributes>> & {
  /** What happened. */
  readonly data: Data;
};

/** The identifiers that route an event, where it has them. */
type RoutingIds = {
  readonly connector?: string;
  readonly line?: number;
  /** The chat in the external system, else Bitrix24's. */
  readonly chat?: string;
};

/** Reads the routing identifiers out of any event's data. */
export const routingIdsOf = (data: PublishedData): RoutingIds => {
  const { connector, line, chat } = data as {
    connector?: { id: string };
    line?: { id: number };
    chat?: { externalId?: string; id?: number };
  };
  const chatId = chat?.externalId ?? chat?.id?.toString();
  return {
    ...(connector && { connector: connector.id }),
    ...(line && { line: line.id }),
    ...(chatId !== undefined && { chat: chatId }),
  };
};

const PORTAL_URN = 'urn:bitrix24:portal:';

/** The member_id of the portal that an event comes from. */
export const portalOf = ({ source }: Pick<CloudEvent, 'source'>): string => source.slice(PORTAL_URN.length);

type Facts = {
  readonly id: string;
  readonly memberId: string;
  readonly domain: string | undefined;
  /** Unix seconds. */
  readonly sent: number;
  /** Unix milliseconds. */
  readonly received: number;
  readonly data: PublishedData;
};

/** Puts the attributes of the contract around the data. */
export const cloudEvent = (definition: Pick<EventDefinition, 'type'>, facts: Facts): CloudEvent => {
  const ids = routingIdsOf(facts.data);
  const subject = subjectOf(ids);
  return {
    specversion: '1.0',
    id: facts.id,
    source: `${PORTAL_URN}${facts.memberId}`,
    type: definition.type,
    ...(subject !== '' && { subject }),
    time: `${new Date(facts.sent * 1000).toISOString().slice(0, 19)}Z`,
    datacontenttype: 'application/json',
    dataschema: dataSchemaOf(definition.type),
    ...(facts.domain !== undefined && { portaldomain: facts.domain }),
    receivedtime: new Date(facts.received).toISOString(),
    partitionkey: partitionKeyOf(facts.memberId, ids),
    data: facts.data,
  };
};

export const dataSchemaOf = (type: string): string => `urn:b24bus:schema:${type}`;

/** Each value is percent-encoded, so that a `/` inside an external id stays unambiguous. */
const subjectOf = ({ connector, line, chat }: RoutingIds): string =>
  Object.entries({ connector, line, chat })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}/${encoded(value)}`)
    .join('/');

const partitionKeyOf = (memberId: string, { chat, line }: RoutingIds): string =>
  [memberId, chat ?? line]
    .filter((part) => part !== undefined)
    .map(encoded)
    .join('/');

/** Half a surrogate pair, which only a replay can bring, must not throw. */
const encoded = (value: string | number | undefined): string =>
  encodeURIComponent(String(value).toWellFormed());

/** The bytes that every destination gets. */
export const serialise = (event: CloudEvent): string => xmlSafe(JSON.stringify(event));
