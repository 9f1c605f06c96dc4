import { drainOfflineOnSchedule } from '../../lib/offline/schedule.ts';

export const handler = drainOfflineOnSchedule(process.env);
