import { useSyncExternalStore } from 'react';
import type { SendReport } from '../protocol.ts';
import { post } from './api.ts';

/** How far the conversation is that was asked for last. */
type Play =
  | { readonly state: 'none' | 'playing' }
  | { readonly state: 'played'; readonly report: SendReport }
  | { readonly state: 'failed'; readonly error: string };

// It goes on while the page shows something else, and the button that started it may be gone with the first event.
let play: Play = { state: 'none' };
const listeners = new Set<() => void>();

const become = (next: Play): void => {
  play = next;
  for (const listener of listeners) listener();
};

const listen = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Has the local run play a conversation, unless one is being played. */
export const startPlay = async (): Promise<void> => {
  if (play.state === 'playing') return;
  become({ state: 'playing' });
  become(
    await post<SendReport>('play', {}).then(
      (report) => ({ state: 'played', report }) as const,
      (fault: unknown) =>
        ({ state: 'failed', error: fault instanceof Error ? fault.message : String(fault) }) as const,
    ),
  );
};

export const usePlay = (): Play => useSyncExternalStore(listen, () => play);
