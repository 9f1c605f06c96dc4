import { expect, test } from 'vitest';
import { persist } from '../../../lib/lifecycle/persist.ts';

/** A store that fails so many times. */
const failing = (times: number) => {
  let attempts = 0;
  const store = async (): Promise<string> => {
    attempts += 1;
    if (attempts <= times) throw new Error(`fault ${attempts}`);
    return 'stored';
  };
  return { store, attempts: () => attempts };
};

test('stores at once where nothing fails', async () => {
  const { store, attempts } = failing(0);
  expect(await persist(store, 0)).toBe('stored');
  expect(attempts()).toBe(1);
});

test('stores again after faults', async () => {
  const { store, attempts } = failing(2);
  expect(await persist(store, Date.now() + 10_000)).toBe('stored');
  expect(attempts()).toBe(3);
});

test('gives up where the next attempt would begin after the deadline', async () => {
  const { store, attempts } = failing(2);
  await expect(persist(store, Date.now() + 100)).rejects.toThrow('fault 1');
  expect(attempts()).toBe(1);
});
