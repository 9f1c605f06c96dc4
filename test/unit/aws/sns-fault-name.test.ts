import * as sns from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { snsFaultName } from '../../../lib/aws/sns-fault-name.ts';

/** The SDK's names of SNS's faults by the codes that the service tells, out of its schemas. */
const named = Object.values<unknown>(sns).flatMap((schema): [code: string, name: string][] => {
  if (!Array.isArray(schema)) return [];
  const [, , name, traits] = schema as [number, string, string, { awsQueryError?: [string, number] }];
  return traits?.awsQueryError === undefined ? [] : [[traits.awsQueryError[0], name]];
});

test('every fault of SNS has the name that the SDK gives it', () => {
  expect(named.length).toBeGreaterThan(30);
  expect(named.map(([code]) => [code, snsFaultName(code)])).toEqual(named);
});

test.each(['ThrottlingException', 'SignatureDoesNotMatch', 'Throttled Throttled', ''])(
  'a fault without a shape keeps its code: %j',
  (code) => {
    expect(snsFaultName(code)).toBe(code);
  },
);
