import * as v from 'valibot';
import { type CloudEvent, cloudEvent, portalOf } from '../events/cloud-event.ts';
import { canonicalJson, digest128 } from '../events/identity.ts';
import type { Contract } from '../schemas/contract.ts';
import { attributes } from '../schemas/envelope.ts';
import { type ContractName, contracts, type PublishedEvent } from '../schemas/index.ts';
import { published } from '../schemas/published.ts';
import examples from './examples.json' with { type: 'json' };
import { merged, type Overrides } from './overrides.ts';

const recorded: Readonly<Record<ContractName, object>> = examples;

/**
 * A valid event of b24bus as it is on the bus, made of a recorded one.
 *
 * `subject`, `partitionkey` and `dataschema` follow from the rest unless they are overridden, and so does `id`: events
 * of the same portal, type, time and data have the same id, others have another.
 *
 * @param overrides what is to be different: objects are merged, lists and values replaced; `undefined` takes an
 * optional field away.
 * @throws TypeError where there is no such event, or what is overridden breaks its contract; the message says where.
 */
export const eventOf = <Name extends ContractName>(
  name: Name,
  overrides: Overrides<PublishedEvent<Name>> = {},
): PublishedEvent<Name> => {
  if (!Object.hasOwn(recorded, name)) {
    throw new TypeError(`b24bus has no event ${name}; there are ${Object.keys(recorded).join(', ')}.`);
  }
  const example = recorded[name] as PublishedEvent<Name>;
  const given = merged(example, overrides) as PublishedEvent<Name>;
  refuseInvalid(name, given);
  const { data: _, ...overridden } = overrides as Partial<CloudEvent>;
  const event = merged(derived(given, example), overridden) as PublishedEvent<Name>;
  return structuredClone('id' in overridden ? event : { ...event, id: idOf(event, example) });
};

const refuseInvalid = (name: ContractName, event: unknown): void => {
  const data = published<object>(contracts[name].schema);
  const { issues = [] } = v.safeParse(v.strictObject({ ...attributes.entries, data }), event, { message });
  if (issues.length === 0) return;
  const faults = issues.map((issue) => `${v.getDotPath(issue)} ${issue.message}`);
  throw new TypeError(`This is no ${name}: ${faults.join('; ')}.`);
};

/** Where the contract has no words of its own. */
const message = ({ expected, received }: v.BaseIssue<unknown>): string => {
  if (expected === 'never') return 'is no attribute of an event';
  return received === 'undefined' ? 'is missing' : `is not ${expected}`;
};

/** What the receivers would make of it; the times are the example's. */
const derived = (given: CloudEvent, { id, time, receivedtime }: CloudEvent): CloudEvent =>
  cloudEvent(given as Pick<Contract, 'type'>, {
    id,
    memberId: portalOf(given),
    domain: given.portaldomain,
    sent: Date.parse(time) / 1000,
    received: Date.parse(receivedtime),
    data: given.data,
  });

/** As on the wire, neither the portal's domain nor the time of reception enters it. */
const idOf = (event: CloudEvent, example: CloudEvent): string =>
  identityOf(event) === identityOf(example) ? example.id : digest128(identityOf(event));

const identityOf = ({ source, type, time, data }: CloudEvent): string =>
  canonicalJson([source, type, time, data as Parameters<typeof canonicalJson>[0]]);
