import type { WireReader } from './wire-reader.ts';

/** Whether the event says that something begins or that it ends. */
export type Phase = 'start' | 'finish';

/**
 * Takes the session, which exists only if the portal sent its id. A finished one is closed, whether the shape
 * has the flag or not.
 */
export const readSession = (wire: WireReader, phase: Phase): void => {
  wire.id('session.id', 'session.id');
  if (!wire.filled('session.id')) return;
  if (phase === 'start' || isClosed(wire.peek('session.closed')))
    wire.flag('session.closed', 'session.closed');
  if (phase === 'finish') wire.set('session.closed', 'Y');
  if (!wire.filled('session.closed')) wire.set('session.closed', 'N');
  wire.id('session.parentId', 'session.parent_id');
  wire.quantity('session.closesAfterMinutes', 'session.close_term');
};

const isClosed = (flag: string | undefined): boolean => flag === '' || /^[y1]$/i.test(flag ?? '');
