import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hrefOf, type Route, routeOf } from '../../../lib/inspector/page/routes.ts';

const someText = fc.string({ minLength: 1, unit: 'grapheme' });

const someRoute: fc.Arbitrary<Route> = fc.oneof(
  fc.constantFrom<Route>(
    { view: 'stream' },
    { view: 'conversations' },
    { view: 'queues' },
    { view: 'portals' },
    { view: 'send' },
    { view: 'overview' },
  ),
  fc.integer({ min: 1 }).map((seq) => ({ view: 'event', seq }) as const),
  someText.map((chat) => ({ view: 'conversations', chat }) as const),
  someText.map((event) => ({ view: 'send', event }) as const),
);

describe('the addresses of the page', () => {
  it.each<[Route, string]>([
    [{ view: 'stream' }, '#/'],
    [{ view: 'event', seq: 12 }, '#/event/12'],
    [{ view: 'conversations' }, '#/conversations'],
    [{ view: 'conversations', chat: 'a|b/c d' }, '#/conversations/a%7Cb%2Fc%20d'],
    [{ view: 'send', event: 'OnSessionStart' }, '#/send/OnSessionStart'],
    [{ view: 'overview' }, '#/overview'],
  ])('%j is %s', (route, href) => {
    expect(hrefOf(route)).toBe(href);
  });

  it('lead to the route that they were made of', () => {
    fc.assert(
      fc.property(someRoute, (route) => {
        expect(routeOf(hrefOf(route))).toEqual(route);
      }),
    );
  });

  it('can be made of every text that a portal may name a chat with', () => {
    expect(hrefOf({ view: 'conversations', chat: '\ud800' })).toBe('#/conversations/%EF%BF%BD');
  });

  it.each([
    '',
    '#',
    '#/nothing',
    '#/event',
    '#/event/0',
    '#/event/1.5',
    '#/event/x',
    '#/send/%E0%A4',
    '#main',
  ])('leads to the stream where it is %j', (hash) => {
    expect(routeOf(hash)).toEqual({ view: 'stream' });
  });
});
