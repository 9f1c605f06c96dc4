import { useMemo, useSyncExternalStore } from 'react';

/** What the page shows, as the part of its address behind `#` names it. */
export type Route =
  | { readonly view: 'stream' }
  | { readonly view: 'event'; readonly seq: number }
  | { readonly view: 'conversations'; readonly chat?: string }
  | { readonly view: 'queues' }
  | { readonly view: 'portals' }
  | { readonly view: 'send'; readonly event?: string }
  | { readonly view: 'overview' };

/** `#/event/12`. */
export const hrefOf = (route: Route): string => {
  if (route.view === 'stream') return '#/';
  const argument = argumentOf(route);
  // A surrogate without its other half has no place in an address.
  return `#/${[route.view, ...(argument ? [encodeURIComponent(argument.toWellFormed())] : [])].join('/')}`;
};

const argumentOf = (route: Route): string | undefined => {
  if (route.view === 'event') return String(route.seq);
  if (route.view === 'conversations') return route.chat;
  return route.view === 'send' ? route.event : undefined;
};

/** The route that an address names; what names none leads to the stream. */
export const routeOf = (hash: string): Route => {
  const [, view = '', encoded = ''] = /^#\/([a-z]+)(?:\/([^/]+))?$/.exec(hash) ?? [];
  const argument = decoded(encoded);
  if (argument === undefined) return { view: 'stream' };
  if (view === 'event') return eventRoute(argument);
  if (view === 'conversations') return argument === '' ? { view } : { view, chat: argument };
  if (view === 'send') return argument === '' ? { view } : { view, event: argument };
  if (view === 'queues' || view === 'portals' || view === 'overview') return { view };
  return { view: 'stream' };
};

const eventRoute = (argument: string): Route => {
  const seq = Number(/^[1-9]\d*$/.exec(argument)?.[0]);
  return Number.isSafeInteger(seq) ? { view: 'event', seq } : { view: 'stream' };
};

/** Undefined where people have cut an address off in the middle of a character. */
const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

const listen = (listener: () => void): (() => void) => {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
};

const hashNow = (): string => window.location.hash;

/** The route that the page's address names now. */
export const useRoute = (): Route => {
  const hash = useSyncExternalStore(listen, hashNow);
  return useMemo(() => routeOf(hash), [hash]);
};
