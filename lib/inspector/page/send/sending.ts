import type { SendOrder, SendReport } from '../../protocol.ts';
import { post } from '../api.ts';
import { sharedState } from '../shared-state.ts';

/** What was sent, and when. */
type Sent = {
  readonly event: string;
  /** The newest row of the stream before it. */
  readonly after: number;
  readonly isRepeated: boolean;
};

/** What was asked for last, and what came of it. */
export type Sending =
  | { readonly state: 'idle' }
  | (Sent & { readonly state: 'running' | 'stopped' })
  | (Sent & { readonly state: 'failed'; readonly problem: string })
  | (Sent & { readonly state: 'answered'; readonly report: SendReport });

// Outlives the view, so that one can send for a minute, watch the stream, and come back to stop it.
const sending = sharedState<Sending>({ state: 'idle' });
let running: AbortController | undefined;

/** What is being sent, or was last. */
export const useSending = sending.use;

/** Sends, unless something is being sent already. @param after the newest row of the stream */
export const startSending = async (order: SendOrder, after: number): Promise<void> => {
  if (running !== undefined) return;
  const sent = { event: order.event, after, isRepeated: order.count !== undefined };
  running = new AbortController();
  const { signal } = running;
  sending.become({ ...sent, state: 'running' });
  try {
    const report = await post<SendReport>('send', order, signal);
    sending.become({ ...sent, state: 'answered', report });
  } catch (fault) {
    const problem = fault instanceof Error ? fault.message : String(fault);
    sending.become(signal.aborted ? { ...sent, state: 'stopped' } : { ...sent, state: 'failed', problem });
  } finally {
    running = undefined;
  }
};

/** Sends no more of what is being sent. */
export const stopSending = (): void => running?.abort();
