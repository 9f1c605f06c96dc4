import type { SQSRecord } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { postedIn } from '../../lib/ingest/posted.ts';
import { record } from './record.ts';

const sent = 1_795_000_000_123;

const receivedOf = (requestTime?: string): number =>
  postedIn(record('a=1', { sent, ...(requestTime !== undefined && { requestTime }) })).received;

describe('a body in a queue', () => {
  test('came in when the queue got it, to the millisecond', () => {
    expect(receivedOf()).toBe(sent);
  });

  test.each([
    ['seconds, just before', '1795000000', sent],
    ['seconds, a minute before', '1794999941', sent],
    ['seconds, longer before: a redrive made a new message', '1794999900', 1_794_999_900_000],
    ['milliseconds, longer before', '1794999900456', 1_794_999_900_456],
    ['a clock ahead of the queue’s', '1795009999', sent],
    ['no number', 'yesterday', sent],
    ['nothing', '', sent],
    ['no epoch', '17', sent],
  ])('whose request time is %s', (_, requestTime, expected) => {
    expect(receivedOf(requestTime)).toBe(expected);
  });

  test('has API Gateway’s request id, or else the message’s', () => {
    expect(postedIn(record('a=1', { requestId: 'JKJaXmPLvHcESHA=' })).requestId).toBe('JKJaXmPLvHcESHA=');
    expect(postedIn(record('a=1', { messageId: 'message-7' })).requestId).toBe('message-7');
  });

  test.each([
    ['event=ONSESSIONSTART&auth%5Bmember_id%5D=a', false],
    ['event=ONSESSIONSTART&auth[member_id]=a', false],
    [Buffer.from('event=ONSESSIONSTART&auth[member_id]=a').toString('base64'), true],
    ['abc', false],
    ['abcd', true],
    ['ab=d', false],
    ['', false],
  ])('%j is base64: %s', (body, isBase64Encoded) => {
    expect(postedIn(record(body) satisfies SQSRecord)).toMatchObject({ body, isBase64Encoded });
  });
});
