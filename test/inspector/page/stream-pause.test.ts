import { describe, expect, it } from 'vitest';
import { heldBack } from '../../../lib/inspector/page/stream/pause.ts';
import { rowOf } from './stream-rows.ts';

const frozen = [rowOf(1), rowOf(2)];

describe('a stream', () => {
  it('shows all rows while it is not paused', () => {
    expect(heldBack(frozen, undefined)).toStrictEqual({ rows: frozen, paused: false, held: 0 });
  });

  it('shows what it had when it was paused, and counts what has come since', () => {
    const rows = [...frozen, rowOf(3), rowOf(4), rowOf(5)];
    expect(heldBack(rows, frozen)).toStrictEqual({ rows: frozen, paused: true, held: 3 });
  });

  it('counts also what has pushed out the rows it shows', () => {
    expect(heldBack([rowOf(10_002)], frozen)).toStrictEqual({ rows: frozen, paused: true, held: 10_000 });
  });

  it.each([
    ['is emptied', []],
    ['is of another run', [rowOf(1)]],
  ])('goes on when it %s', (_, rows) => {
    expect(heldBack(rows, frozen)).toStrictEqual({ rows, paused: false, held: 0 });
  });
});
