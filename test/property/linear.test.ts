import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../../lib/catalogue/index.ts';
import { Problem } from '../../lib/errors.ts';
import { normalise } from '../../lib/events/normalise.ts';
import { envelopeOf } from '../../lib/form/envelope.ts';
import { decodeForm } from '../../lib/middleware/decode.ts';
import { adversarialForms } from '../adversarial-forms.ts';

const limits = { maxBodyBytes: 2 ** 22, maxDepth: 16, maxPairs: 20_000 };

/** Of CPU, which neighbours on the machine take less of than of the time on the wall. */
const microsecondsOf = (work: () => unknown, times = 1): number => {
  const before = process.cpuUsage();
  for (let count = 0; count < times; count++) work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
};

const FEW = 1000;
const TIMES = 8;

/**
 * Whether eight times as much at once takes about as long as eight times in turn: linear work does, quadratic work
 * takes 8 times as long. One quiet moment in five is enough, and what takes next to nothing is not measured.
 */
const isLinear = (work: (amount: number) => () => unknown): boolean => {
  const [few, many] = [work(FEW), work(FEW * TIMES)];
  return Array.from({ length: 5 }).some(() => {
    const inTurn = microsecondsOf(few, TIMES);
    return microsecondsOf(many) < 4 * Math.max(inTurn, 2500);
  });
};

/** A limit may refuse a body, in its own time. */
const decoding = (body: string) => (): unknown => {
  try {
    return decodeForm(body, limits);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    return problem;
  }
};

describe('decoding takes time in proportion to the body where', () => {
  test.each(Object.entries(adversarialForms))('there is %s', (_, form) => {
    expect(isLinear((pairs) => decoding(form(pairs)))).toBe(true);
  });

  /** `#` is the number of the pair, `*` what the whole body shares. */
  const part = fc.constantFrom(
    '[]',
    '[#]',
    '[*]',
    '[-#]',
    '[k#]',
    '[#',
    ']',
    '[0#]',
    '[%20]',
    '.',
    '%',
    '%ff',
    '+',
  );
  const template = fc.tuple(
    fc.constantFrom('a', 'k#', '#', '__proto__', ' ', ''),
    fc.array(part, { maxLength: 6 }),
    fc.constantFrom('', '=', '=#', '=%zz', '=%D0%9F', '=+'),
  );

  test('keys are made of any such parts, several kinds in turn', () => {
    fc.assert(
      fc.property(fc.array(template, { minLength: 1, maxLength: 3 }), (templates) => {
        const kinds = templates.map(([name, parts, value]) => `${name}${parts.join('')}${value}`);
        const form = (pairs: number): string =>
          Array.from({ length: pairs }, (_, at) =>
            (kinds[at % kinds.length] ?? '').replaceAll('#', String(at)),
          ).join('&');
        expect(isLinear((pairs) => decoding(form(pairs)))).toBe(true);
      }),
      { numRuns: 25 },
    );
  });
});

const range = <Item>(count: number, make: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => make(index));

const ITEM = ['connector][connector_id]=x', 'connector][line_id]=1', 'chat][id]=7', 'im][chat_id]=5']
  .map((rest) => `data[DATA][0][${rest}`)
  .join('&');

/** `data` of bodies that are hard on what reads their items. */
const hardItems: Readonly<Record<string, (pairs: number) => string[]>> = {
  'different messages': (pairs) =>
    range(pairs / 4, (at) => ITEM.replaceAll('[0]', `[${at}]`).replace('=7', `=${at}`)),
  'equal messages': (pairs) => range(pairs / 4, (at) => ITEM.replaceAll('[0]', `[${at}]`)),
  'invalid items': (pairs) => range(pairs, (at) => `data[DATA][]=${at}`),
  'a message with as many bare files': (pairs) => [
    ITEM,
    ...range(pairs, (at) => `data[DATA][0][message][files][]=${at + 1}`),
  ],
  'a message with as many files': (pairs) => [
    ITEM,
    ...range(pairs, (at) => `data[DATA][0][message][files][${at}][link]=x`),
  ],
  'a message with as many ids': (pairs) => [
    ITEM,
    ...range(pairs, (at) => `data[DATA][0][message][id][]=${at}`),
  ],
  'a message with as many parameters': (pairs) => [
    ITEM,
    ...range(pairs, (at) => `data[DATA][0][message][params][${at}]=x`),
  ],
  'a message with as many keys that are not known': (pairs) => [
    ITEM,
    ...range(pairs, (at) => `data[DATA][0][k${at}]=x`),
  ],
  'invalid items with as many keys beside them': (pairs) => [
    ...range(pairs / 2, () => 'data[DATA][]=x'),
    ...range(pairs / 2, (at) => `data[k${at}]=x`),
  ],
};

const normalising = (data: readonly string[]) => {
  const body = `event=ONIMCONNECTORMESSAGEADD&ts=1773759161&auth[member_id]=m&${data.join('&')}`;
  const envelope = { ...envelopeOf(decodeForm(body, { ...limits, maxPairs: 200_000 })), memberId: 'm' };
  return () => normalise(catalogue.OnImConnectorMessageAdd, envelope, 0);
};

describe('normalising takes time in proportion to the body where', () => {
  test.each(Object.entries(hardItems))('there are %s', (_, data) => {
    expect(isLinear((pairs) => normalising(data(pairs)))).toBe(true);
  });
});
