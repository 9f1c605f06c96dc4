import type { BusEvent, EventName } from './bus-event.ts';
import { RecordError } from './record-error.ts';
import { problemsOf, type Shape } from './shape.ts';
import { envelope, events } from './shapes.ts';
import { type Fields, type Located, unwrap } from './unwrap.ts';

/**
 * Reads and validates one event of b24bus, from what a Lambda function gets from EventBridge, a record of SQS (raw,
 * or with an event of EventBridge or a notification of SNS as its body) or SNS, a message as SQS's API has it, a
 * notification of SNS, or the CloudEvent itself; each also as JSON text. Switch over `name` of what it returns.
 *
 * Other versions and other events are passed through as `Unknown`; additional fields are kept.
 *
 * @throws {RecordError} not JSON, not ours, invalid, or several records.
 */
export const parse = (record: unknown): BusEvent => {
  const located = unwrap(record);
  const { fields, path } = located;
  assertOurs(located);
  assertShape(envelope, fields, path);
  const { what, version } = typeOf(located);
  const portal = String(fields['source']).slice(PORTAL_URN.length);
  const name = names.find((known) => events[known][0] === what);
  if (name === undefined || events[name][1] !== version) {
    const why = name === undefined ? { reason: 'type' } : { reason: 'version', knownAs: name };
    return { ...fields, name: 'Unknown', version, portal, ...why } as unknown as BusEvent;
  }
  assertShape(events[name][2], fields['data'], [...path, 'data']);
  // The shape and the type of this name come from the same schema.
  return { ...fields, name, version, portal } as unknown as BusEvent;
};

const PORTAL_URN = 'urn:bitrix24:portal:';
const TYPES = 'com.bitrix24.';

const names = /* @__PURE__ */ Object.keys(events) as EventName[];

/** Ours is what says so, by its source or its type, and does not say otherwise by the other one. */
const assertOurs = ({ fields, path }: Located): void => {
  const claims = [claimOf(fields, 'source', PORTAL_URN), claimOf(fields, 'type', TYPES)].filter(
    (claim) => claim !== undefined,
  );
  const foreign = claims.find(({ isOurs }) => !isOurs);
  if (foreign) throw notOurs([...path, foreign.field], `does not begin with ${foreign.prefix}`);
  if (claims.length === 0) throw notOurs(path, 'has neither the source nor the type of a CloudEvent');
};

const claimOf = (fields: Fields, field: string, prefix: string) => {
  const text = fields[field];
  return typeof text === 'string' ? { field, prefix, isOurs: text.startsWith(prefix) } : undefined;
};

const notOurs = (path: readonly string[], message: string): RecordError =>
  new RecordError('not-ours', [{ path: path.join('.'), message }]);

const assertShape = (shape: Shape, value: unknown, path: readonly string[]): void => {
  const [first, ...others] = problemsOf(shape, value, path);
  if (first) throw new RecordError('invalid', [first, ...others]);
};

/** The parts of `com.bitrix24.<what>.v<version>`. */
const typeOf = ({ fields, path }: Located): { what: string; version: number } => {
  const [, what, version] = /^com\.bitrix24\.(.+)\.v(\d+)$/.exec(String(fields['type'])) ?? [];
  if (what !== undefined) return { what, version: Number(version) };
  const message = 'does not end in a version, such as .v1';
  throw new RecordError('invalid', [{ path: [...path, 'type'].join('.'), message }]);
};
