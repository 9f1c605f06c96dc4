import { useSyncExternalStore } from 'react';

/** What several components show and change; it outlives them. */
type SharedState<State> = {
  now(): State;
  become(next: State): void;
  /** A hook. */
  use(): State;
};

export const sharedState = <State>(initial: State): SharedState<State> => {
  let state = initial;
  const listeners = new Set<() => void>();
  const listen = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const now = (): State => state;
  return {
    now,
    become: (next) => {
      state = next;
      for (const listener of listeners) listener();
    },
    use: () => useSyncExternalStore(listen, now),
  };
};
