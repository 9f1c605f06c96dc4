// `b24bus/testing/fast-check`: apart, because fast-check is there for those who use it only.

import * as fc from 'fast-check';
import { type CloudEvent, cloudEvent } from '../events/cloud-event.ts';
import { type ContractName, contracts, type PublishedEvent } from '../schemas/index.ts';
import { published } from '../schemas/published.ts';
import { fromSchema, timestamp } from './from-schema.ts';

/**
 * Valid events of one name: every field in every combination that the contract allows, with text and external ids that
 * consumers stumble over. `subject` and `partitionkey` follow from the data, as always.
 *
 * @throws TypeError where there is no such event.
 */
export const arbitraryOf = <Name extends ContractName>(name: Name): fc.Arbitrary<PublishedEvent<Name>> => {
  if (!Object.hasOwn(contracts, name)) {
    throw new TypeError(`b24bus has no event ${name}; there are ${Object.keys(contracts).join(', ')}.`);
  }
  const { type, schema } = contracts[name];
  const facts = fc.record({
    id: hexadecimal,
    memberId: hexadecimal,
    domain: fc.option(domain, { nil: undefined }),
    received: timestamp,
    lag: fc.nat(600_000),
    data: fromSchema(published<object>(schema)) as fc.Arbitrary<object>,
  });
  return facts.map(({ received, lag, ...rest }): CloudEvent => {
    const sent = Math.floor((received - lag) / 1000);
    return cloudEvent({ type }, { ...rest, sent, received });
  }) as fc.Arbitrary<PublishedEvent<Name>>;
};

/** 128 bits. */
const hexadecimal = fc.string({
  unit: fc.constantFrom(...'0123456789abcdef'),
  minLength: 32,
  maxLength: 32,
});

const domain = fc.stringMatching(/^[a-z][a-z\d-]{1,20}[a-z]\.bitrix24\.(com|ru|de|eu)$/);
