import { PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { describe, expect, test } from 'vitest';
import { startEndpoint } from './eventbridge-endpoint.ts';

describe('the size limit of PutEvents', () => {
  const bytes = 100;
  const entry = { Source: 'shop', DetailType: 'order' };
  const detail = (length: number) => `{"a":"${'x'.repeat(length - 8)}"}`;

  test.each<[string, PutEventsRequestEntry[]]>([
    ['Source, DetailType and Detail', [{ Source: 'ab', DetailType: 'cd', Detail: detail(96) }]],
    ['characters in UTF-8', [{ Source: 'ж', DetailType: '€', Detail: detail(95) }]],
    ['Time as 14 bytes', [{ Source: 'ab', DetailType: 'cd', Detail: detail(82), Time: new Date() }]],
    ['Resources', [{ Source: 'ab', DetailType: 'cd', Detail: detail(90), Resources: ['abc', 'def'] }]],
    ['all entries together', Array(2).fill({ Source: 'ab', DetailType: 'cd', Detail: detail(46) })],
  ])('counts %s', async (_what, Entries) => {
    const [exact, tight] = await Promise.all(
      [bytes, bytes - 1].map((maxRequestBytes) => startEndpoint({ maxRequestBytes })),
    );
    const command = new PutEventsCommand({ Entries });
    expect(await exact?.events.send(command)).toMatchObject({ FailedEntryCount: 0 });
    await expect(tight?.events.send(command)).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Total size of the entries in the request is over the limit.',
    });
    await Promise.all([exact?.close(), tight?.close()]);
  });

  test('is 1,048,576 bytes when none is given', async () => {
    const local = await startEndpoint();
    const size = 1_048_576 - entry.Source.length - entry.DetailType.length;
    // No queue can take that much, so it goes where nobody listens.
    const large = (length: number) => {
      const Entries = [{ ...entry, EventBusName: 'no-such-bus', Detail: detail(length) }];
      return local.events.send(new PutEventsCommand({ Entries }));
    };
    await expect(large(size + 1)).rejects.toThrow('over the limit');
    expect(await large(size)).toMatchObject({ FailedEntryCount: 0 });
    await local.close();
  });
});
