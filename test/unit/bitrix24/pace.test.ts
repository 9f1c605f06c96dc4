import { expect, test } from 'vitest';
import { portalPace } from '../../../lib/bitrix24/pace.ts';
import { stillClock } from './still-clock.ts';

const never = Number.POSITIVE_INFINITY;

test('50 requests go at once, the next ones two per second', async () => {
  const clock = stillClock();
  const pace = portalPace(clock);
  for (let count = 0; count < 50; count++) await pace(never);
  expect(clock.slept).toStrictEqual([]);
  for (let count = 0; count < 3; count++) await pace(never);
  expect(clock.slept).toStrictEqual([500, 500, 500]);
});

test('what has leaked away is free again', async () => {
  const clock = stillClock();
  const pace = portalPace(clock);
  for (let count = 0; count < 50; count++) await pace(never);
  await clock.sleep(2000);
  for (let count = 0; count < 5; count++) await pace(never);
  expect(clock.slept).toStrictEqual([2000, 500]);
});

test('a rest saves up no more than 50', async () => {
  const clock = stillClock();
  const pace = portalPace(clock);
  await clock.sleep(3_600_000);
  for (let count = 0; count < 51; count++) await pace(never);
  expect(clock.slept).toStrictEqual([3_600_000, 500]);
});

test('nobody waits beyond the deadline', async () => {
  const clock = stillClock();
  const pace = portalPace(clock);
  for (let count = 0; count < 50; count++) await pace(never);
  await pace(clock.now() + 100);
  expect(clock.slept).toStrictEqual([100]);
});
