import type { Envelope } from '../form/envelope.ts';
import type { WireReader } from './wire-reader.ts';

/** The application's own events; the licence stands in `auth`. */
export const readApp = (wire: WireReader, { status }: Pick<Envelope, 'status'>): void => {
  wire.setEmpty('app');
  wire.text('app.version', 'VERSION');
  wire.text('app.previousVersion', 'PREVIOUS_VERSION');
  wire.flag('app.active', 'ACTIVE');
  wire.flag('app.installed', 'INSTALLED');
  wire.text('app.language', 'LANGUAGE_ID');
  wire.text('app.status', 'STATUS');
  if (status !== undefined && !wire.filled('app.status')) wire.set('app.status', status);
  wire.flag('app.clean', 'CLEAN');
  wire.verbatim('app.query', 'QUERY');
};
