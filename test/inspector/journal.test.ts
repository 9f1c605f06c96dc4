import { describe, expect, test } from 'vitest';
import { Journal } from '../../lib/inspector/journal.ts';
import { Origins } from '../../lib/inspector/origins.ts';
import type { Row } from '../../lib/inspector/protocol.ts';
import { publishedEvent } from './published-event.ts';

const row: Omit<Row, 'seq'> = { at: '2026-11-22T23:00:00.000Z', event: 'OnAppTest', outcome: 'refused' };

const filled = (rows: number, ...bounds: number[]): Journal => {
  const journal = new Journal(...bounds);
  for (let added = 0; added < rows; added++) journal.add(row);
  return journal;
};

const seqs = (rows: readonly Row[]): number[] => rows.map(({ seq }) => seq);

describe('the journal', () => {
  test('numbers rows from 1 and gives those after one', () => {
    const journal = filled(5);
    expect(seqs(journal.after(0))).toEqual([1, 2, 3, 4, 5]);
    expect(seqs(journal.after(3))).toEqual([4, 5]);
    expect(journal.after(5)).toEqual([]);
    expect(journal.find(3)).toEqual({ seq: 3, ...row });
  });

  test('gives everything to whoever has seen rows of another run', () => {
    expect(seqs(filled(2).after(500))).toEqual([1, 2]);
    expect(new Journal().after(500)).toEqual([]);
  });

  test.each([1, 3, 10, 100])('keeps the newest of %i', (capacity) => {
    const rows = 3 * capacity + 1;
    const journal = filled(rows, capacity);
    expect(seqs(journal.after(0))).toEqual(
      Array.from({ length: capacity }, (_, index) => rows - capacity + 1 + index),
    );
    expect(journal.find(rows - capacity)).toBeUndefined();
    expect(journal.find(rows - capacity + 1)?.seq).toBe(rows - capacity + 1);
    expect(journal.find(rows + 1)).toBeUndefined();
    expect(journal.find(0)).toBeUndefined();
  });

  test('keeps 10,000 rows', () => {
    const journal = filled(12_345);
    expect(journal.after(0)).toHaveLength(10_000);
    expect(journal.after(0)[0]?.seq).toBe(2_346);
  });

  test('keeps as many events as fit, and always the newest', () => {
    const published = publishedEvent;
    const journal = new Journal(100, 3 * JSON.stringify(published).length);
    for (let added = 0; added < 10; added++) journal.add({ ...row, outcome: 'published', published });
    expect(seqs(journal.after(0))).toEqual([8, 9, 10]);
    const small = new Journal(100, 1);
    small.add({ ...row, published });
    small.add({ ...row, published });
    expect(seqs(small.after(0))).toEqual([2]);
  });

  test('tells who listens, until he stops', () => {
    const journal = new Journal();
    const heard: number[] = [];
    const stop = journal.subscribe((rows) => heard.push(...seqs(rows)));
    journal.add(row);
    journal.add(row);
    stop();
    journal.add(row);
    expect(heard).toEqual([1, 2]);
  });
});

describe('the requests behind rows', () => {
  const exchange = {
    name: 'OnAppTest',
    method: 'POST',
    url: '/events/on-app-test',
    isForm: true,
    called: 0,
    log: [],
  } as const;

  const keep = (origins: Origins, bytes: number, ...rows: number[]): void => {
    const about = rows.map((seq) => [seq, { sent: false, item: `data.${seq}` }] as const);
    origins.keep({ ...exchange, body: Buffer.alloc(bytes) }, new Map(about));
  };

  test('are kept with all of their rows while their bytes fit', () => {
    const origins = new Origins(100, 1000);
    keep(origins, 300, 1, 2);
    keep(origins, 300, 3);
    keep(origins, 300, 4, 5);
    const kept = (): number[] => [1, 2, 3, 4, 5].filter((seq) => origins.find(seq) !== undefined);
    expect(kept()).toEqual([3, 4, 5]);
    expect(origins.find(4)).toMatchObject({ item: 'data.4', exchange });
  });

  test('are as many as there may be rows', () => {
    const origins = new Origins(2);
    keep(origins, 1, 1);
    keep(origins, 1, 2);
    keep(origins, 1, 3);
    expect([1, 2, 3].map((seq) => origins.find(seq)?.item)).toEqual([undefined, 'data.2', 'data.3']);
  });
});
