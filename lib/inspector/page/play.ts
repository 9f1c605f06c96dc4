import type { SendReport } from '../protocol.ts';
import { post } from './api.ts';
import { sharedState } from './shared-state.ts';

/** How far the conversation is that was asked for last. */
type Play =
  | { readonly state: 'none' | 'playing' }
  | { readonly state: 'played'; readonly report: SendReport }
  | { readonly state: 'failed'; readonly error: string };

// It goes on while the page shows something else, and the button that started it may be gone with the first event.
const play = sharedState<Play>({ state: 'none' });

/** Has the local run play a conversation, unless one is being played. */
export const startPlay = async (): Promise<void> => {
  if (play.now().state === 'playing') return;
  play.become({ state: 'playing' });
  play.become(
    await post<SendReport>('play', {}).then(
      (report) => ({ state: 'played', report }) as const,
      (fault: unknown) =>
        ({ state: 'failed', error: fault instanceof Error ? fault.message : String(fault) }) as const,
    ),
  );
};

export const usePlay = play.use;
