import { redeliverFromQueue } from '../../lib/redelivery/redeliver.ts';

export const handler = redeliverFromQueue(process.env);
