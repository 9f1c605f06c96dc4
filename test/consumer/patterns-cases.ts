import { setTimeout as sleep } from 'node:timers/promises';
import { ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import type { EventFilter } from '../../lib/consumer/event-filter.ts';
import { filterPolicy } from '../../lib/consumer/filter-policy.ts';
import { pattern } from '../../lib/consumer/pattern.ts';
import type { Destination, Publication } from '../../lib/publish/destination.ts';
import { type ContractName, contracts } from '../../lib/schemas/index.ts';
import { soon } from '../unit/publish/stage.ts';
import { A, B, changed, type Facts, factsOf, publications } from './patterns-events.ts';

type Case = {
  readonly title: string;
  readonly rule: object;
  readonly policy: object;
  /** The ids of the events that match. */
  readonly expected: readonly string[];
  /** One of them, published again last; cases may share it. */
  readonly marker: Publication;
};

const matching = <Name extends ContractName = never>(
  title: string,
  filter: EventFilter<Name>,
  matches: (facts: Facts) => boolean,
): Case => {
  const expected = publications.filter((publication) => matches(factsOf(publication)));
  const [first] = expected;
  if (first === undefined) throw new Error(`${title}: nothing of what is published matches`);
  return {
    title,
    rule: pattern(filter),
    policy: filterPolicy(filter),
    expected: expected.map(({ event }) => event.id),
    marker: changed(first, { id: `marker ${first.event.id}` }),
  };
};

/** Filters, and in plain words what they take. */
export const cases: readonly Case[] = [
  matching('everything', {}, () => true),
  ...(Object.keys(contracts) as ContractName[]).map((name) =>
    matching(`every ${name}`, { event: name }, (facts) => facts.name === name),
  ),
  matching(
    'events of two families',
    { event: ['OnSessionStart', 'OnAppTest'] },
    ({ name }) => name === 'OnSessionStart' || name === 'OnAppTest',
  ),
  matching('one portal', { portal: B }, ({ portal }) => portal === 'B'),
  matching('both portals', { portal: [A, B] }, () => true),
  matching('one connector', { connector: 'livechat' }, ({ connector }) => connector === 'livechat'),
  matching(
    'two connectors, one with a slash and Cyrillic letters',
    { connector: ['канал/1', 'myconnector'] },
    ({ connector }) => connector === 'канал/1' || connector === 'myconnector',
  ),
  matching('one line', { line: 107 }, ({ line }) => line === 107),
  matching('two lines', { line: [7, 128] }, ({ line }) => line === 7 || line === 128),
  matching(
    'an event of one portal',
    { event: 'OnSessionStart', portal: A },
    ({ name, portal }) => name === 'OnSessionStart' && portal === 'A',
  ),
  matching(
    'an event of one connector',
    { event: 'OnSessionStart', connector: 'myconnector' },
    ({ name, connector }) => name === 'OnSessionStart' && connector === 'myconnector',
  ),
  matching(
    'an event of one line',
    { event: ['OnImConnectorLineDelete', 'OnSessionStart'], line: 107 },
    ({ name, line }) => (name === 'OnImConnectorLineDelete' || name === 'OnSessionStart') && line === 107,
  ),
  matching(
    'one line of one connector',
    { connector: 'myconnector', line: 107 },
    ({ connector, line }) => connector === 'myconnector' && line === 107,
  ),
  matching(
    'an event in one version',
    { event: 'OnSessionStart', version: 1 },
    ({ name, version }) => name === 'OnSessionStart' && version === 1,
  ),
  matching(
    'all fields together',
    {
      event: ['OnSessionStart', 'OnSessionFinish'],
      portal: A,
      connector: ['livechat', 'livechat2'],
      line: [128, 129],
      version: 1,
    },
    ({ name, portal, connector, line, version }) =>
      (name === 'OnSessionStart' || name === 'OnSessionFinish') &&
      portal === 'A' &&
      connector === 'livechat' &&
      line === 128 &&
      version === 1,
  ),
];

/** Publishes everything, and then the markers: a few at a time, because the emulator delivers before it answers. */
export const publishAll = async (destination: Destination): Promise<void> => {
  const markers = new Map(cases.map(({ marker }) => [marker.event.id, marker]));
  const left = [...publications, ...markers.values()];
  while (left.length > 0) {
    const few = left.splice(0, 4);
    const verdicts = await destination.publish(few, soon(20_000));
    expect(verdicts).toEqual(few.map(() => undefined));
  }
};

/** The ids of the events in a queue, each once, up to a case's marker and without the markers of others. */
export const receivedBefore = async (
  { marker }: Case,
  sqs: SQSClient,
  QueueUrl: string,
): Promise<string[]> => {
  const ids: string[] = [];
  while (!ids.includes(marker.event.id)) {
    const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 });
    const { Messages = [] } = await sqs.send(receive);
    ids.push(...Messages.map(({ Body = '' }) => idIn(JSON.parse(Body))));
    if (Messages.length === 0) await sleep(10);
  }
  return [...new Set(ids)].filter((id) => !id.startsWith('marker ')).sort();
};

/** Of the event itself, or of an event in an event of EventBridge. */
const idIn = (body: { id: string; detail?: { id: string } }): string => body.detail?.id ?? body.id;
