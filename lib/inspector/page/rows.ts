import { useSyncExternalStore } from 'react';
import type { Row } from '../protocol.ts';
import { askAbout } from './about.ts';
import { type Connection, type Feed, rowStore } from './rows-store.ts';

/** Reconnecting is the store's: an EventSource would go on after a row that another run never had. */
const feed: Feed = {
  run: async () => (await askAbout()).run,
  follow: (after, listener) => {
    const source = new EventSource(`/_inspector/stream?after=${after}`);
    // What came before is there: a view must not say that there is nothing, and then be full.
    source.addEventListener('live', listener.open);
    source.addEventListener('rows', ({ data }) => listener.rows(JSON.parse(data)));
    source.addEventListener('error', listener.lost);
    return () => source.close();
  },
};

const store = rowStore(feed);

/** Oldest first, at most 10,000; a new array at most five times a second. */
export const useRows = (): readonly Row[] => useSyncExternalStore(store.subscribe, store.rows);

/** Whether new rows come in. */
export const useConnection = (): Connection => useSyncExternalStore(store.subscribe, store.connection);

/** Drops all rows that came so far. */
export const clearRows = (): void => store.clear();
