import { useSyncExternalStore } from 'react';
import type { About } from '../protocol.ts';
import { get } from './api.ts';

let about: About | undefined;
const listeners = new Set<() => void>();

/** Asks, as the stream of rows does whenever it connects, and tells everyone. @throws ApiError */
export const askAbout = async (): Promise<About> => {
  const answer = await get<About>('about');
  about = answer;
  for (const listener of listeners) listener();
  return answer;
};

const listen = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

const aboutNow = (): About | undefined => about;

/** What the page is looking at; undefined until it has said so. */
export const useAbout = (): About | undefined => useSyncExternalStore(listen, aboutNow);
