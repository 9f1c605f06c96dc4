import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { OnSessionStart } from '../../../lib/catalogue/imopenlines.ts';
import { digest128 } from '../../../lib/events/identity.ts';
import { normalise } from '../../../lib/events/normalise.ts';
import { publicationsOf } from '../../../lib/publish/publications.ts';
import { Secret } from '../../../lib/secret.ts';

const envelope = {
  memberId: 'a223c6b3710f85df22e9377d6c4f7553',
  event: 'ONSESSIONSTART',
  ts: '1714649632',
  data: {
    DATA: { connector: { connector_id: 'livechat', line_id: '128' }, chat: { id: '10585' } },
  },
  body: {},
  token: new Secret('0'),
} as unknown as Parameters<typeof normalise>[1];

const before = v.object({ session: v.object({ line: v.number() }) });

/** OnSessionStart as it could be after two changes that break. */
const changedTwice = {
  ...OnSessionStart,
  type: 'com.bitrix24.imopenlines.session.started.v3',
  earlier: [
    {
      type: 'com.bitrix24.imopenlines.session.started.v1',
      schema: before,
      from: (data: object) => ({ session: { line: (data as { line: { id: number } }).line.id } }),
    },
    { type: 'com.bitrix24.imopenlines.session.started.v2', schema: before, from: (data: object) => data },
  ],
} as const;

const itemOf = (definition: typeof OnSessionStart | typeof changedTwice) => {
  const [item] = normalise(definition, envelope, 0).valid;
  if (item === undefined) throw new Error('the item is not valid');
  return item;
};

describe('an event is published', () => {
  test('as it is, where it has one version', () => {
    const { event, json } = itemOf(OnSessionStart);
    expect(publicationsOf(OnSessionStart, 'all')({ event, json })).toStrictEqual([
      { name: 'OnSessionStart', source: 'bitrix24.imopenlines', event, json },
    ]);
  });

  test('in its newest version only, unless all are wanted', () => {
    const published = publicationsOf(changedTwice, 'newest')(itemOf(changedTwice));
    expect(published.map(({ event: { type } }) => type)).toStrictEqual([changedTwice.type]);
  });

  test('in every version, each with its own type, schema, id and data, and the same routing', () => {
    const { event } = itemOf(OnSessionStart);
    const published = publicationsOf(changedTwice, 'all')(itemOf(changedTwice));
    const inVersion = (version: number, id: string, data: object) => ({
      ...event,
      id,
      type: `com.bitrix24.imopenlines.session.started.v${version}`,
      dataschema: `urn:b24bus:schema:com.bitrix24.imopenlines.session.started.v${version}`,
      data,
    });
    expect(published.map((each) => each.event)).toStrictEqual([
      inVersion(1, event.id, { session: { line: 128 } }),
      inVersion(2, digest128(`${event.id}.v2`), event.data),
      inVersion(3, digest128(`${event.id}.v3`), event.data),
    ]);
  });

  test('as bytes that say the same in every version', () => {
    for (const { event, json, name } of publicationsOf(changedTwice, 'all')(itemOf(changedTwice))) {
      expect(JSON.parse(json)).toStrictEqual(event);
      expect(name).toBe('OnSessionStart');
    }
  });
});
