import * as fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { parse } from '../../lib/consumer/parse.ts';
import { cloudEvent, portalOf, serialise } from '../../lib/events/cloud-event.ts';
import { versionOf } from '../../lib/schemas/contract.ts';
import { attributes } from '../../lib/schemas/envelope.ts';
import { type ContractName, contracts } from '../../lib/schemas/index.ts';
import { published } from '../../lib/schemas/published.ts';
import { arbitraryOf } from '../../lib/testing/fast-check.ts';
import { fromSchema } from '../../lib/testing/from-schema.ts';
import { inEventBridge, inSns, inSqs } from '../../lib/testing/index.ts';

const names = Object.keys(contracts) as ContractName[];
const runs = { numRuns: 30 };

describe('every arbitrary event of', () => {
  test.each(names)('%s keeps the contract, to the byte and without a field too many', (name) => {
    const { type, schema } = contracts[name];
    const contract = v.strictObject({ ...attributes.entries, data: published<object>(schema) });
    fc.assert(
      fc.property(arbitraryOf(name), (event) => {
        expect(v.safeParse(contract, event).issues).toBeUndefined();
        expect(JSON.parse(serialise(event))).toEqual(event);
        const { id, data, portaldomain: domain, time, receivedtime } = event;
        const [sent, received] = [Date.parse(time) / 1000, Date.parse(receivedtime)];
        expect(event).toEqual(
          cloudEvent({ type }, { id, memberId: portalOf(event), domain, sent, received, data }),
        );
        expect(sent * 1000).toBeLessThanOrEqual(received);
        expect(id).toMatch(/^[\da-f]{32}$/);
      }),
      runs,
    );
  });

  test.each(names)('%s is read by parse as it is, however it comes', (name) => {
    fc.assert(
      fc.property(arbitraryOf(name), fc.constantFrom('raw', 'eventbridge', 'sns'), (event, wrapping) => {
        const { type } = contracts[name];
        const read = { ...event, name, version: versionOf(type), portal: portalOf(event) };
        const wrappedBy = wrapping === 'raw' ? {} : { wrappedBy: wrapping };
        for (const record of [inEventBridge(event), inSns(event), inSqs([event], wrappedBy)]) {
          expect(parse(record)).toEqual(read);
        }
      }),
      runs,
    );
  });
});

describe('arbitrary events', () => {
  /** Whether the JSON of one of many has it. */
  const occurs = (name: ContractName, pattern: RegExp): boolean =>
    fc
      .sample(arbitraryOf(name), { numRuns: 300, seed: 1 })
      .some((event) => pattern.test(JSON.stringify(event)));

  test.each([
    ['Cyrillic', /[а-я]/],
    ['emoji', /\p{Emoji_Presentation}/u],
    ['BBCode', /\[b\]/],
    ['an external id with a slash', /"externalId":"[^"]*\//],
    ['an external id with a percent sign', /"externalId":"[^"]*%/],
    ['a big number', /:\d{16}\b/],
    ['nothing unmapped', /^(?!.*"unmapped")/s],
    ['something unmapped', /"unmapped":\{"/],
    ['a key that is dangerous to merge', /"__proto__":/],
    ['a portal without a domain', /^(?!.*"portaldomain")/s],
    ['no connector', /^(?!.*"connector")/s],
    ['both directions: incoming', /"direction":"incoming"/],
    ['both directions: outgoing', /"direction":"outgoing"/],
    ['several files', /"files":\[\{[^}]*\},/],
  ])('have %s', (_, pattern) => {
    expect(occurs('OnOpenLineMessageAdd', pattern)).toBe(true);
  });

  test.each([
    ['an empty text', /:""/],
    ['an empty list of files', /"files":\[\]/],
    ['an empty container', /"(unmapped|params|attachments)":\{\}/],
  ])('never have %s, because what is unknown is absent', (_, pattern) => {
    expect(occurs('OnOpenLineMessageAdd', pattern)).toBe(false);
  });

  test('have healthy portals without problems, and sick ones with', () => {
    expect(occurs('AppHealthChanged', /"problems":\[\]/)).toBe(true);
    expect(occurs('AppHealthChanged', /"problems":\[\{/)).toBe(true);
  });
});

describe('what there is no arbitrary for', () => {
  test('is an event that there is not', () => {
    const message = `b24bus has no event constructor; there are ${names.join(', ')}.`;
    expect(() => arbitraryOf('constructor' as ContractName)).toThrow(new TypeError(message));
  });

  test('is a kind of schema that no contract has', () => {
    expect(() => fromSchema(v.looseObject({ at: v.date() }))).toThrow(
      new TypeError('There is no arbitrary for a schema of type date.'),
    );
  });
});
