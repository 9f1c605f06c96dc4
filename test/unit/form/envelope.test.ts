import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { DecodedObject } from '../../../lib/form/decoded.ts';
import { envelopeOf } from '../../../lib/form/envelope.ts';
import { Secret } from '../../../lib/secret.ts';
import { throughPhp } from '../../samples.ts';

const decoded = (changes: object = {}): DecodedObject =>
  throughPhp({
    event: 'OnSessionStart',
    event_handler_id: 5,
    data: { DATA: { x: 1, access_token: 'inner' } },
    ts: 1773759161,
    auth: { member_id: 'm', domain: 'd', status: 'L', application_token: 'secret', refresh_token: 'other' },
    ...changes,
  }) as DecodedObject;

describe('the envelope', () => {
  test('has what identifies the event and its sender, the event’s name in upper case', () => {
    const { token, ...envelope } = envelopeOf(decoded());
    expect(envelope).toEqual({
      event: 'ONSESSIONSTART',
      ts: '1773759161',
      memberId: 'm',
      domain: 'd',
      status: 'L',
      data: { DATA: { x: '1' } },
      body: {
        event: 'OnSessionStart',
        event_handler_id: '5',
        data: { DATA: { x: '1' } },
        ts: '1773759161',
        auth: { member_id: 'm', domain: 'd', status: 'L' },
      },
    });
    expect(token?.digest()).toEqual(new Secret('secret').digest());
  });

  test('shows no secret, however it is looked at', () => {
    const envelope = envelopeOf(decoded());
    for (const shown of [JSON.stringify(envelope), inspect(envelope, { depth: 9, showHidden: true })]) {
      expect(shown).not.toMatch(/secret"|'secret'|inner|other/);
    }
  });

  test.each([
    ['event', { event: null }],
    ['event', { event: '' }],
    ['event', { event: { x: 1 } }],
    ['auth', { auth: null }],
    ['auth', { auth: 'x' }],
  ])('is none without %s: %j', (key, changes) => {
    expect(() => envelopeOf(decoded(changes))).toThrowError(
      expect.objectContaining({
        code: 'not-a-bitrix24-event',
        status: 400,
        message: `The body has no "${key}". Bitrix24 posts event, data, ts and auth; this URL is for its event handlers only.`,
      }),
    );
  });

  test('leaves out what is empty or no scalar', () => {
    const auth = { member_id: '', domain: { x: 1 }, application_token: ['x'] };
    const { memberId, domain, status, token, ts, data } = envelopeOf(decoded({ auth, ts: [1], data: null }));
    expect([memberId, domain, status, token, ts, data]).toEqual(Array(6).fill(undefined));
  });
});
