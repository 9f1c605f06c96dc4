import { builtPage } from '../inspector/build.ts';
import { startLocal } from './server.ts';

const { PORT = '3000', TOPIC_TYPE = 'standard', INGEST = 'direct', REDELIVERY = 'on' } = process.env;

try {
  if (!/^\d{1,5}$/.test(PORT)) throw new Error('PORT must be a number, 0 for a free port');
  if (TOPIC_TYPE !== 'standard' && TOPIC_TYPE !== 'fifo')
    throw new Error('TOPIC_TYPE must be standard or fifo');
  if (INGEST !== 'direct' && INGEST !== 'queued') throw new Error('INGEST must be direct or queued');
  if (REDELIVERY !== 'on' && REDELIVERY !== 'off') throw new Error('REDELIVERY must be on or off');
  const run = await startLocal({
    port: Number(PORT),
    topicType: TOPIC_TYPE,
    ingest: INGEST,
    redelivery: REDELIVERY === 'on',
  });
  process.stdout.write(`b24bus ready on ${run.url}\n`);
  // Somebody at a terminal may open the page next. Why it could not be built is said to whoever opens it.
  if (process.stdout.isTTY) builtPage().catch(() => undefined);
  const stop = (): void => {
    run.close().then(() => process.exit(0));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
} catch (fault) {
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`);
  process.exit(1);
}
