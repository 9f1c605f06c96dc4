import { eventNames } from '../../catalogue/index.ts';
import type { QuarantineRecord } from '../../publish/record.ts';
import { exitCodes, Failure } from '../failure.ts';

/** Which bodies a command is about; without any, all of them. */
export type Filters = {
  readonly event?: string;
  readonly reason?: QuarantineRecord['reason'];
  readonly portal?: string;
  /** Unix milliseconds, of the reception. */
  readonly since?: number;
  /** Unix milliseconds, of the reception; not in it any more. */
  readonly until?: number;
  readonly references?: readonly string[];
};

type Matches = (record: QuarantineRecord) => boolean;

/** Bitrix24's name of the event that a body says it is; the route's where it does not say. */
export const eventOf = ({ body, route }: QuarantineRecord): string => {
  const { event } = body;
  const named = typeof event === 'string' ? event : route;
  return eventNames.find((name) => name.toUpperCase() === named.toUpperCase()) ?? named;
};

/** @throws Failure if nothing can match. */
export const matcherOf = (filters: Filters): Matches => {
  const { event, reason, portal, since = 0, until = Number.POSITIVE_INFINITY, references = [] } = filters;
  if (since >= until) {
    throw new Failure(exitCodes.usage, 'USAGE', '--until is not after --since.', 'Give a later --until.');
  }
  const name = event === undefined ? undefined : knownName(event);
  return (record) => {
    const received = Date.parse(record.receivedtime);
    return (
      (name === undefined || name === record.route || name === eventOf(record)) &&
      (reason === undefined || reason === record.reason) &&
      (portal === undefined || portal === record.memberId.toLowerCase()) &&
      (references.length === 0 || references.includes(record.reference)) &&
      received >= since &&
      received < until
    );
  };
};

const knownName = (given: string): string => {
  const name = eventNames.find((each) => each.toUpperCase() === given.toUpperCase());
  if (name !== undefined) return name;
  throw new Failure(
    exitCodes.usage,
    'USAGE',
    `There is no event ${given}.`,
    `Give one of these: ${eventNames.join(', ')}`,
  );
};
