import { expect } from 'vitest';
import { Bitrix24Error } from '../../../lib/bitrix24/error.ts';

/** The error by which a promise is rejected; anything else fails the test. */
export const refusalOf = async (promise: Promise<unknown>): Promise<Bitrix24Error> => {
  const fault = await promise.then(
    () => undefined,
    (rejection: unknown) => rejection,
  );
  expect(fault).toBeInstanceOf(Bitrix24Error);
  return fault as Bitrix24Error;
};
