import { type Check, known } from '../check.ts';
import { queueDepth } from '../queue-depth.ts';

type Setting = 'UNDELIVERED_QUEUE_URL' | 'QUARANTINE_QUEUE_URL';

/** @param look the command that shows what is in it. */
const queueCheck = (name: string, setting: Setting, cure: string, look: string): Check => ({
  name,
  needs: ['settings', 'AWS credentials'],
  run: async (facts) => {
    const url = known(facts, 'config')[setting];
    const depth = await queueDepth(name, url, facts.target.rebuild);
    if (depth === 0) return { status: 'ok', seen: 'empty' };
    return {
      status: 'warn',
      seen: depth === 1 ? '1 message' : `${depth} messages`,
      cure: `${cure} See: npx b24bus ${look}${facts.target.options}`,
    };
  },
});

export const undeliveredQueue = queueCheck(
  'undelivered queue',
  'UNDELIVERED_QUEUE_URL',
  'They are events that a destination did not accept, and redelivery is at it.',
  'undelivered list',
);

export const quarantineQueue = queueCheck(
  'quarantine queue',
  'QUARANTINE_QUEUE_URL',
  'They are events of a shape that b24bus does not know, each with what is wrong.',
  'quarantine list',
);
