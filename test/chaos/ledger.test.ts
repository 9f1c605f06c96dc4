import { expect, test } from 'vitest';
import { type Account, type Ledger, ledger } from './ledger.ts';
import { markerOf } from './marker.ts';

const [one, two] = [markerOf(1), markerOf(2)] as const;

const nothingWrong: Account = {
  sent: 1,
  accepted: 1,
  refused: 0,
  broken: 0,
  onTheBus: 1,
  lost: [],
  unlogged: [],
  misnamed: [],
  duplicates: 0,
  explained: {},
  unexplained: [],
};

const accept = (book: Ledger, ids: readonly string[] = ['id']): void => {
  book.sent([one]);
  book.answered([one], 'accepted', ids);
};

test.each<{ it: string; when: (book: Ledger) => void; account: Partial<Account> }>([
  {
    it: 'finds nothing wrong with an event that was accepted and is on the bus',
    when: (book) => {
      accept(book);
      book.seen(one, 'id');
    },
    account: {},
  },
  {
    it: 'finds an event lost that was accepted and is not on the bus',
    when: accept,
    account: { onTheBus: 0, lost: [one] },
  },
  {
    it: 'finds an event lost that is in the log only',
    when: (book) => {
      book.sent([one]);
      book.answered([one], 'undelivered', []);
      book.logged(`{"message":"UNDELIVERED","record":{"chaos":"${one}"}}`);
    },
    account: { accepted: 0, refused: 1, onTheBus: 0, lost: [one] },
  },
  {
    it: 'finds an event that was refused and is on the bus, but in no log',
    when: (book) => {
      book.sent([one]);
      book.answered([one], 'undelivered', []);
      book.seen(one, 'id');
    },
    account: { accepted: 0, refused: 1, unlogged: [one] },
  },
  {
    it: 'finds a body logged of which a destination has accepted a part',
    when: (book) => {
      book.sent([one, two]);
      book.answered([one, two], 'undelivered', []);
      book.logged(`{"message":"UNDELIVERED","record":{"chaos":"${one}"}}`);
      for (const marker of [one, two]) book.seen(marker, marker);
    },
    account: { sent: 2, accepted: 0, refused: 2, onTheBus: 2 },
  },
  {
    it: 'expects nothing of an event whose process was killed',
    when: (book) => {
      book.sent([one]);
      book.answered([one], 'broken', []);
    },
    account: { accepted: 0, refused: 1, broken: 1, onTheBus: 0 },
  },
  {
    it: 'does not count late news of what was sent before it was opened',
    when: (book) => {
      accept(book);
      book.seen(one, 'id');
      book.seen(two, 'id');
      book.uncertain(two, 'accepted unacknowledged');
      book.logged(`{"message":"UNDELIVERED","record":{"chaos":"${two}"}}`);
    },
    account: {},
  },
  {
    it: 'finds an event under another id than it was answered with',
    when: (book) => {
      accept(book);
      book.seen(one, 'another');
    },
    account: { misnamed: [one] },
  },
  {
    it: 'finds an event under two ids',
    when: (book) => {
      accept(book, []);
      book.uncertain(one, 'accepted unacknowledged');
      book.seen(one, 'id');
      book.seen(one, 'another');
    },
    account: { misnamed: [one], duplicates: 1, explained: { 'accepted unacknowledged': 1 } },
  },
  {
    it: 'explains a copy of an event that was posted twice, and no second one',
    when: (book) => {
      accept(book);
      accept(book);
      for (const id of ['id', 'id', 'id']) book.seen(one, id);
    },
    account: { duplicates: 2, explained: { 'posted again': 1 }, unexplained: [one] },
  },
  {
    it: 'finds an event that was posted twice on the bus once, without a duplicate',
    when: (book) => {
      accept(book);
      accept(book);
      book.seen(one, 'id');
    },
    account: {},
  },
  {
    it: 'gives the ids of an answer to the events of a body in their order',
    when: (book) => {
      book.sent([one, two]);
      book.answered([one, two], 'accepted', ['first', 'second']);
      book.seen(one, 'second');
      book.seen(two, 'second');
    },
    account: { sent: 2, accepted: 2, onTheBus: 2, misnamed: [one] },
  },
])('$it', ({ when, account }) => {
  const book = ledger();
  when(book);
  expect(book.account()).toEqual({ ...nothingWrong, ...account });
  expect(book.missing()).toEqual(account.lost ?? []);
});
