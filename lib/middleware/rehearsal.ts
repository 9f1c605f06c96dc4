import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { EventDefinition } from '../catalogue/definition.ts';
import type { Answer } from './answer.ts';
import { eventSteps, receiver } from './receiver.ts';
import type { Runtime } from './runtime-on.ts';

/**
 * Takes a made-up event through all that an event goes through. What runs for the first time is compiled then, and
 * that is slow where a container has a small share of a CPU, as Lambda gives it after its start.
 *
 * @param unheard a runtime that neither publishes nor stores nor logs.
 */
export const rehearse = (definition: EventDefinition, unheard: Runtime): Promise<Answer> => {
  const handler = receiver(definition, unheard, eventSteps(unheard));
  const event = {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    requestContext: { http: { method: 'POST', path: definition.route } },
    body: Buffer.from(formOf(definition.name)).toString('base64'),
    isBase64Encoded: true,
  };
  const context = { awsRequestId: 'rehearsal' };
  return handler(event as unknown as APIGatewayProxyEventV2, context as Context);
};

/** What every event of the catalogue takes for one of its own, written as PHP does. */
const formOf = (name: string): string => {
  const data = ['DATA', 'MESSAGES'].flatMap((list) => fields.map((field) => `data[${list}][0]${field}`));
  return [`event=${name.toUpperCase()}`, ...data, ...others]
    .join('&')
    .replaceAll('[', '%5B')
    .replaceAll(']', '%5D');
};

const fields = [
  '[connector][connector_id]=rehearsal',
  '[connector][line_id]=1',
  '[im][chat_id]=1',
  '[im][message_id]=1',
  '[message][id]=1',
  '[message][user_id]=1',
  '[message][text]=%D0%94%D0%B0+%26amp%3B+%F0%9F%99%82',
  '[chat][id]=1',
  '[user][id]=1',
];

const others = [
  'data[CONNECTOR]=rehearsal',
  'data[LINE]=1',
  'ts=1714649632',
  'auth[domain]=rehearsal.bitrix24.com',
  `auth[member_id]=${'0'.repeat(32)}`,
  `auth[application_token]=${'0'.repeat(32)}`,
];
