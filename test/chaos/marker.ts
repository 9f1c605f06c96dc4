/**
 * Each event carries a text of its own that no other has, under a key that b24bus knows nothing of: it comes out in
 * `data.unmapped`, so an event is recognised on the bus by what the portal sent and not by the id that b24bus gave.
 */
export const MARKER_KEY = 'chaos';

const PATTERN = /chaos-\d{7}/g;

export const markerOf = (number: number): string => `chaos-${String(number).padStart(7, '0')}`;

/** The markers of all events that a text tells of: a body, a call, a log line. */
export const markersIn = (text: string): ReadonlySet<string> => new Set(text.match(PATTERN));
