import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventBridgeDestination } from '../../lib/publish/eventbridge.ts';
import { startEndpoint } from '../local/eventbridge-endpoint.ts';
import { cases, publishAll, receivedBefore } from './patterns-cases.ts';
import { publications } from './patterns-events.ts';

let local: Awaited<ReturnType<typeof startEndpoint>>;
const queues = new Map<string, string>();

beforeAll(async () => {
  local = await startEndpoint();
  for (const [index, { title, rule }] of cases.entries()) {
    queues.set(title, await local.subscribe(`case-${index}`, { pattern: JSON.stringify(rule) }));
  }
  // Of somebody else on the same bus, however like ours it looks.
  const [{ event, json: Detail } = { event: { source: '' }, json: '' }] = publications;
  const stranger = { Source: 'shop', DetailType: 'OnSessionStart', Resources: [event.source], Detail };
  await local.events.send(new PutEventsCommand({ Entries: [stranger] }));
  await publishAll(
    eventBridgeDestination('default', 262_144, (entries) =>
      local.events.send(new PutEventsCommand({ Entries: [...entries] })),
    ),
  );
});

afterAll(() => local.close());

describe('a rule with the pattern of', () => {
  test.each(cases)('$title takes the events that match, and no others', async (each) => {
    const ids = await receivedBefore(each, local.sqs, queues.get(each.title) ?? '');
    expect(ids).toEqual(each.expected);
  });
});
