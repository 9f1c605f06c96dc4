import * as v from 'valibot';
import { request } from '../../package/lambda.ts';
import type { Body } from '../bodies.ts';
import type { Invoked } from './runtime-api.ts';

/** What the portal gets. */
type Posted = {
  readonly how: 'accepted' | 'undelivered' | 'broken';
  readonly status: number;
  readonly ids: readonly string[];
};

const answer = v.object({ statusCode: v.number(), body: v.string() });
const told = v.object({ events: v.optional(v.array(v.object({ id: v.string() })), []) });

/** The payload, version 2.0, that API Gateway makes of a post. */
export const payloadOf = ({ route, form }: Body): string => JSON.stringify(request('POST', route, form));

/**
 * What API Gateway answers: the function's own answer, or 502 where there is none. Only a process that we have
 * killed may leave one out (`broken`); from a function that fails by itself the event has to be in the log.
 *
 * @throws Error where a function refuses a genuine event.
 */
export const answered = (invoked: Invoked): Posted => {
  if (invoked.kind === 'died') return { how: 'broken', status: 502, ids: [] };
  if (invoked.kind !== 'answered') return { how: 'undelivered', status: 502, ids: [] };
  const { statusCode, body } = v.parse(answer, JSON.parse(invoked.payload));
  const { events } = v.parse(told, JSON.parse(body));
  const ids = events.map(({ id }) => id);
  if (statusCode < 300) return { how: 'accepted', status: statusCode, ids };
  if (statusCode >= 500) return { how: 'undelivered', status: statusCode, ids };
  throw new Error(`a genuine event was refused with ${statusCode}: ${body}`);
};
