import { checkPortalsOnSchedule } from '../../lib/health/schedule.ts';

export const handler = checkPortalsOnSchedule(process.env);
