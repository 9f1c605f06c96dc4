import { describe, expect, it } from 'vitest';
import { answerOf, rowOf } from '../../../lib/inspector/page/send/answer.ts';
import { publishedWith, rowOf as row } from './stream-rows.ts';

const published = publishedWith('Hello');

describe('an answer of b24bus', () => {
  it('says what became of the event', () => {
    const body = JSON.stringify({
      status: 'published',
      events: [{ id: published.id, type: published.type }],
    });
    expect(answerOf({ status: 200, body })).toEqual({
      outcome: 'published',
      id: published.id,
      text: JSON.stringify(JSON.parse(body), null, 2),
    });
  });

  it.each([
    [202, { status: 'stored', events: [] }, 'stored'],
    [202, { status: 'quarantined', reference: 'r', errors: [] }, 'quarantined'],
    [202, { status: 'something new' }, undefined],
    [500, { title: 'An unexpected fault' }, undefined],
    [403, { title: 'The sender is not known here' }, 'refused'],
    [503, { title: 'The event could not be delivered or stored' }, 'undelivered'],
  ])('%j %j is %j', (status, body, outcome) => {
    expect(answerOf({ status, body: JSON.stringify(body) }).outcome).toBe(outcome);
  });

  it('says why it is a refusal', () => {
    const body = JSON.stringify({ title: 'The sender is not known here', detail: 'Check the token.' });
    expect(answerOf({ status: 403, body }).detail).toBe('Check the token.');
  });

  it.each(['', 'No answer: connection refused', '[1', '"text"', 'null'])('may be anything: %j', (body) => {
    expect(answerOf({ status: 599, body })).toEqual({ text: body });
  });
});

describe('the row that came of what was sent', () => {
  const older = row(1, { published });
  const newer = row(2, { published });
  const refused = row(3, { outcome: 'refused' });
  const other = row(4, { event: 'OnSessionFinish' });
  const rows = [older, newer, refused, other];

  it('is the newest with the id of the answer', () => {
    expect(rowOf(rows, { event: 'OnSessionStart', after: 0, id: published.id })).toBe(newer);
  });

  it('is the newest of this event since it was sent where there is no id', () => {
    expect(rowOf(rows, { event: 'OnSessionStart', after: 2 })).toBe(refused);
    expect(rowOf(rows, { event: 'OnSessionStart', after: 3 })).toBeUndefined();
  });

  it('has not come as long as its id is not there', () => {
    expect(rowOf(rows, { event: 'OnSessionStart', after: 0, id: 'another' })).toBeUndefined();
  });
});
