import type { EventDefinition } from '../catalogue/definition.ts';
import { CATCH_ALL } from '../catalogue/index.ts';

/**
 * Whether `ingest: queued` puts a queue before this event. What is posted to `/app/` asks for an answer, and the
 * catch-all answers for paths that no event has, so these stay as they are.
 */
export const isQueued = ({ name, route }: Pick<EventDefinition, 'name' | 'route'>): boolean =>
  !route.startsWith('/app/') && name !== CATCH_ALL;
