import type { PlannedFunction } from '../functions.ts';
import type { Resources } from './alarm.ts';
import { alarmResources } from './alarms.ts';
import { archiveResources } from './archives.ts';
import { dashboardResource } from './dashboard.ts';

/** What is watched. */
type Operated = {
  readonly functions: readonly PlannedFunction[];
  /** Names of the catalogue. */
  readonly events: readonly string[];
  /** Those of them that come through a queue. */
  readonly queued: readonly string[];
};

/**
 * What watches over the service, as a part of serverless.yml: alarms, the dashboard, and the archives of the bus.
 * Made from the functions and events, so that none is left out.
 */
export const operations = ({ functions, events, queued }: Operated): { readonly Resources: Resources } => {
  const alarms = alarmResources(functions, queued);
  return {
    Resources: {
      ...alarms,
      ...dashboardResource({ functions, queued, alarms }),
      ...archiveResources(events),
    },
  };
};
