import type { KnownEvent } from 'b24bus/consumer';
import { chatOf } from './chat.ts';
import { record } from './store.ts';

type Started = KnownEvent<'OnSessionStart'> | KnownEvent<'OnImConnectorDialogStart'>;
type Finished = KnownEvent<'OnSessionFinish'> | KnownEvent<'OnImConnectorDialogFinish'>;

export const started = (event: Started): Promise<void> => {
  const { user, session } = event.data;
  const { parentId, closesAfterMinutes } = session ?? {};
  return record(event, keyOf(event), 'started', { userId: user?.id, parentId, closesAfterMinutes });
};

export const finished = (event: Finished): Promise<void> => record(event, keyOf(event), 'finished');

/** Portals of older versions do not name the session: each of their events is an item of its own. */
const keyOf = (event: Started | Finished): { pk: string; sk: string } => ({
  pk: chatOf(event),
  sk: `session/${event.data.session?.id ?? `${event.time}/${event.id}`}`,
});
