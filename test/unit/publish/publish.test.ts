import { describe, expect, test, vi } from 'vitest';
import { OnSessionStart } from '../../../lib/catalogue/imopenlines.ts';
import { cloudEvent, serialise } from '../../../lib/events/cloud-event.ts';
import type { Destination, Publication, Rejection, Verdicts } from '../../../lib/publish/destination.ts';
import { publish } from '../../../lib/publish/publish.ts';
import { sourceOf } from '../../../lib/schemas/contract.ts';

/** An event that is told from others by its number. */
const numbered = (number: number): Publication => {
  const data = { line: { id: number } };
  const event = cloudEvent(OnSessionStart, {
    id: String(number).padStart(32, '0'),
    memberId: 'a223c6b3710f85df22e9377d6c4f7553',
    domain: undefined,
    sent: 1,
    received: 1,
    data,
  });
  return { event, json: serialise(event), name: 'OnSessionStart', source: sourceOf(OnSessionStart) };
};

const [first, second, third] = [numbered(1), numbered(2), numbered(3)] as const;
const events = [first, second, third];

const throttled: Rejection = { code: 'ThrottlingException', message: 'Rate exceeded' };
const oversize: Rejection = { code: 'Oversize', message: 'has 2 bytes, the destination takes 1' };
const late: Rejection = { code: 'Deadline', message: 'no answer before the deadline' };

/** A destination that gives these verdicts. */
const destination = (name: Destination['name'], verdicts: Verdicts) => ({
  name,
  publish: vi.fn<Destination['publish']>(async () => verdicts),
});

/** A destination that answers when it is told to. */
const waiting = (name: Destination['name']) => {
  const answer = Promise.withResolvers<Verdicts>();
  return { name, publish: vi.fn<Destination['publish']>(() => answer.promise), answer: answer.resolve };
};

/** A destination that never answers: all that it has not accepted by the deadline is rejected. */
const silent = (name: Destination['name']) => ({
  name,
  publish: vi.fn<Destination['publish']>(
    (publications, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve(publications.map(() => late)));
      }),
  ),
});

const all: Verdicts = [undefined, undefined, undefined];

describe('publishing', () => {
  test.each([
    ['both destinations', ['eventbridge', 'sns'] as const],
    ['EventBridge alone', ['eventbridge'] as const],
    ['SNS alone', ['sns'] as const],
  ])('gives every event to %s, once, in the order of the body', async (_, names) => {
    const destinations = names.map((name) => destination(name, all));
    expect(await publish(events, destinations, 1000)).toEqual([]);
    for (const each of destinations) {
      expect(each.publish).toHaveBeenCalledExactlyOnceWith(events, expect.any(AbortSignal));
    }
  });

  test('gives both destinations their events at once, and waits for both', async () => {
    const bridge = waiting('eventbridge');
    const topic = waiting('sns');
    let settled = false;
    const published = publish(events, [bridge, topic], 1000).finally(() => {
      settled = true;
    });
    expect([bridge, topic].map((each) => each.publish.mock.calls.length)).toEqual([1, 1]);
    topic.answer(all);
    await new Promise(setImmediate);
    expect(settled).toBe(false);
    bridge.answer(all);
    expect(await published).toEqual([]);
  });

  test('calls nobody where there is nothing to publish', async () => {
    const destinations = [destination('eventbridge', []), destination('sns', [])];
    expect(await publish([], destinations, 1000)).toEqual([]);
    for (const each of destinations) expect(each.publish).not.toHaveBeenCalled();
  });
});

describe('what is undelivered', () => {
  test.each<[string, Verdicts, Verdicts, object[]]>([
    [
      'by EventBridge names EventBridge alone',
      [undefined, throttled, undefined],
      all,
      [{ publication: second, rejections: { eventbridge: throttled } }],
    ],
    [
      'by SNS names SNS alone',
      all,
      [oversize, undefined, undefined],
      [{ publication: first, rejections: { sns: oversize } }],
    ],
    [
      'by both names both, each with its own reason',
      [undefined, undefined, throttled],
      [undefined, undefined, oversize],
      [{ publication: third, rejections: { eventbridge: throttled, sns: oversize } }],
    ],
    [
      'differs by event, in the order of the body',
      [throttled, undefined, undefined],
      [undefined, oversize, undefined],
      [
        { publication: first, rejections: { eventbridge: throttled } },
        { publication: second, rejections: { sns: oversize } },
      ],
    ],
    [
      'is everything where a destination takes nothing, and the other is not to blame',
      [throttled, throttled, throttled],
      all,
      events.map((publication) => ({ publication, rejections: { eventbridge: throttled } })),
    ],
  ])('%s', async (_, bridge, topic, undelivered) => {
    const destinations = [destination('eventbridge', bridge), destination('sns', topic)];
    expect(await publish(events, destinations, 1000)).toEqual(undelivered);
    for (const each of destinations) expect(each.publish).toHaveBeenCalledTimes(1);
  });

  test('is the event itself, with the bytes that were to be published', async () => {
    const [undelivered] = await publish([first], [destination('sns', [throttled])], 1000);
    expect(undelivered?.publication).toBe(first);
  });
});

describe('a destination that breaks', () => {
  const broken = Object.assign(new Error('cannot read the region'), { name: 'ConfigError' });

  test.each<[string, () => Promise<Verdicts>, Rejection]>([
    ['an error', () => Promise.reject(broken), { code: 'ConfigError', message: 'cannot read the region' }],
    ['something else', () => Promise.reject('no error'), { code: 'Unknown', message: 'the call failed' }],
  ])('with %s has accepted nothing, and the other is not to blame', async (_, fail, rejection) => {
    const bridge = { name: 'eventbridge', publish: vi.fn<Destination['publish']>(fail) } as const;
    const topic = destination('sns', [undefined, oversize, undefined]);
    expect(await publish(events, [bridge, topic], 1000)).toEqual([
      { publication: first, rejections: { eventbridge: rejection } },
      { publication: second, rejections: { eventbridge: rejection, sns: oversize } },
      { publication: third, rejections: { eventbridge: rejection } },
    ]);
    expect(topic.publish).toHaveBeenCalledExactlyOnceWith(events, expect.any(AbortSignal));
  });

  // Known defect: only a promise that rejects is caught, and an adapter prepares its entries before it makes one.
  test('before it answers a promise has accepted nothing either', async () => {
    const publishNothing: Destination['publish'] = () => {
      throw broken;
    };
    const bridge = { name: 'eventbridge', publish: publishNothing } as const;
    expect(await publish([first], [bridge, destination('sns', [undefined])], 1000)).toEqual([
      {
        publication: first,
        rejections: { eventbridge: { code: 'ConfigError', message: 'cannot read the region' } },
      },
    ]);
  });
});

describe('the deadline', () => {
  test('ends what does not answer; what the other destination took is delivered', async () => {
    const bridge = silent('eventbridge');
    const topic = destination('sns', all);
    const started = performance.now();
    expect(await publish(events, [bridge, topic], 100)).toEqual(
      events.map((publication) => ({ publication, rejections: { eventbridge: late } })),
    );
    expect(performance.now() - started).toBeGreaterThan(90);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  test('is one and the same for both destinations', async () => {
    const [bridge, topic] = [destination('eventbridge', all), destination('sns', all)];
    await publish(events, [bridge, topic], 1000);
    const [signal] = bridge.publish.mock.calls.map(([, given]) => given);
    expect(topic.publish.mock.calls.map(([, given]) => given)).toEqual([signal]);
    expect(topic.publish.mock.calls[0]?.[1]).toBe(signal);
    expect(signal?.aborted).toBe(false);
  });
});
