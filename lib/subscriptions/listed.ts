import * as v from 'valibot';
import type { Binding } from './wanted.ts';

/** A row of `event.get`. */
export type ListedBinding = Binding & {
  /** Queued for `event.offline.get` instead of posted; has no handler. */
  readonly offline: boolean;
  /** The user on whose behalf the portal posts; 0 for whoever caused the event. */
  readonly authType: number;
};

const number = v.fallback(v.pipe(v.union([v.string(), v.number()]), v.transform(Number), v.integer()), 0);

const row = v.pipe(
  v.object({ event: v.string(), handler: v.fallback(v.string(), ''), auth_type: number, offline: number }),
  v.transform(
    ({ event, handler, auth_type, offline }): ListedBinding => ({
      event: event.toUpperCase(),
      handler,
      offline: offline === 1,
      authType: auth_type,
    }),
  ),
);

/** What `event.get` answers. PHP writes a list with gaps as an object. */
export const listedBindings = v.union([
  v.array(row),
  v.pipe(
    v.record(v.string(), row),
    v.transform((rows) => Object.values(rows)),
  ),
]);
