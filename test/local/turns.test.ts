import { describe, expect, test } from 'vitest';
import { turns } from '../../lib/local/turns.ts';

describe('turns', () => {
  test('let so many run at a time, first come, first served', async () => {
    const inTurn = turns(2);
    const begun: number[] = [];
    const ends = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
    const work = ends.map((end, index) =>
      inTurn(async () => {
        begun.push(index);
        await end.promise;
        return index;
      }),
    );
    expect(begun).toEqual([0, 1]);
    ends[1]?.resolve();
    await work[1];
    expect(begun).toEqual([0, 1, 2]);
    for (const end of ends) end.resolve();
    expect(await Promise.all(work)).toEqual([0, 1, 2, 3, 4]);
    expect(begun).toEqual([0, 1, 2, 3, 4]);
  });

  test('go on after work that failed', async () => {
    const inTurn = turns(1);
    const failing = inTurn(() => Promise.reject(new Error('failed')));
    const next = inTurn(async () => 'done');
    await expect(failing).rejects.toThrow('failed');
    expect(await next).toBe('done');
  });

  test('are free again when all are done', async () => {
    const inTurn = turns(1);
    await inTurn(async () => undefined);
    await inTurn(async () => undefined);
    expect(await inTurn(async () => 'third')).toBe('third');
  });
});
