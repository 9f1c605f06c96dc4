import type { EventDefinition } from '../../../lib/catalogue/definition.ts';
import { catalogue } from '../../../lib/catalogue/index.ts';
import type { CloudEvent } from '../../../lib/events/cloud-event.ts';
import { normalise } from '../../../lib/events/normalise.ts';
import type { Decoded } from '../../../lib/form/decoded.ts';
import { envelopeOf } from '../../../lib/form/envelope.ts';
import { maskedBody } from '../../../lib/inspector/masked.ts';
import type { Details, Row } from '../../../lib/inspector/protocol.ts';
import { traced } from '../../../lib/inspector/traced.ts';
import { decodeForm } from '../../../lib/middleware/decode.ts';
import { eventOf, formOf, limits } from '../../samples.ts';

/** An event with these data. */
export const published = (data: object): CloudEvent => ({
  specversion: '1.0',
  id: 'c77194fb696ac1e5ac027646d57cee8b',
  source: 'urn:bitrix24:portal:m',
  type: 'com.bitrix24.imopenlines.session.started.v1',
  time: '2024-05-02T11:33:52Z',
  datacontenttype: 'application/json',
  dataschema: 'urn:b24bus:schema:com.bitrix24.imopenlines.session.started.v1',
  receivedtime: '2024-05-02T11:33:53.000Z',
  partitionkey: 'm',
  data,
});

type Given = Partial<Pick<Details, 'mapping' | 'unmapped' | 'errors'>> & {
  readonly body?: Decoded;
  readonly item?: string;
  readonly published?: CloudEvent;
};

/** What is known of a row, made of what a test is about. */
export const details = ({ body, item, published: event, ...known }: Given): Details => {
  const row: Row = {
    ...{ seq: 1, at: '2024-05-02T11:33:53.000Z', event: 'OnSessionStart' },
    ...(event ? { outcome: 'published', published: event } : { outcome: 'quarantined' }),
  };
  const url = '/events/on-session-start';
  return {
    row,
    ...(body !== undefined && {
      wire: { method: 'POST', url, bytes: 100, body, ...(item !== undefined && { item }) },
    }),
    ...{ mapping: [], unmapped: [], errors: [], sent: {}, log: [] },
    ...known,
  };
};

/** What is known of each event of a recorded body. */
export const ofSample = (sample: string): Details[] => {
  const definition: EventDefinition = catalogue[eventOf(sample) ?? 'OnAppTest'];
  const decoded = decodeForm(formOf(sample), limits);
  const envelope = envelopeOf(decoded);
  const { valid } = normalise(definition, { ...envelope, memberId: envelope.memberId ?? '' }, 0);
  const items = definition.items(envelope.data);
  return valid.flatMap(({ event, path }) => {
    const item = items.find((each) => each.path === path);
    const known = item && traced(definition, envelope, item, event);
    return known ? [details({ body: maskedBody(decoded), item: path, published: event, ...known })] : [];
  });
};
