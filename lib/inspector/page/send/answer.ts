import type { Row, RowOutcome, SendReport } from '../../protocol.ts';

/** What an answer of b24bus says. */
type Answer = {
  /** What became of the event; undefined where the answer does not say. */
  readonly outcome?: RowOutcome;
  /** Of the first event. */
  readonly id?: string;
  /** Why it was refused, in English. */
  readonly detail?: string;
  /** The body, indented if it is JSON. */
  readonly text: string;
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

const outcomeOf = (status: number, said: unknown): RowOutcome | undefined => {
  if (status === 503) return 'undelivered';
  if (status >= 400 && status < 500) return 'refused';
  return said === 'published' || said === 'stored' || said === 'quarantined' ? said : undefined;
};

const idOf = (events: unknown): string | undefined => {
  const first: unknown = Array.isArray(events) ? events[0] : undefined;
  return isObject(first) && typeof first['id'] === 'string' ? first['id'] : undefined;
};

/** Reads an answer; anything at all may be one. */
export const answerOf = ({ status, body }: Pick<SendReport, 'status' | 'body'>): Answer => {
  const value = parsed(body);
  if (!isObject(value)) {
    const outcome = outcomeOf(status, undefined);
    return { ...(outcome && { outcome }), text: body };
  }
  const outcome = outcomeOf(status, value['status']);
  const id = idOf(value['events']);
  const detail = value['detail'];
  return {
    ...(outcome && { outcome }),
    ...(id !== undefined && { id }),
    ...(typeof detail === 'string' && { detail }),
    text: JSON.stringify(value, null, 2),
  };
};

/** What was sent, as far as it can be found in the stream. */
type Sent = {
  readonly event: string;
  /** The newest row when it was sent. */
  readonly after: number;
  readonly id?: string | undefined;
};

/** The newest row that came of it; an event that was not published has no id to know it by. */
export const rowOf = (rows: readonly Row[], { event, after, id }: Sent): Row | undefined =>
  rows.findLast((row) =>
    id === undefined ? row.seq > after && row.event === event : row.published?.id === id,
  );
