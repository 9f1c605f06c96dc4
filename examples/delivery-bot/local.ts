import { consume } from '../local/consume.ts';
import type { Example } from '../local/example.ts';
import { createQueue } from '../local/queue.ts';
import { putRule } from '../local/rule.ts';
import { createTable } from '../local/table.ts';
import { eventPattern } from './subscription.ts';

const TABLE = 'delivery-bot-local';

export const start: Example['start'] = async (environment, options) => {
  Object.assign(process.env, environment, {
    IDEMPOTENCY_TABLE: TABLE,
    AWS_LAMBDA_FUNCTION_NAME: 'delivery-bot',
  });
  await createTable({
    TableName: TABLE,
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  });
  const queue = await createQueue(environment, 'delivery-bot', { visibilitySeconds: 30, ...options });
  process.env['DEAD_LETTER_QUEUE_URL'] = queue.deadLetterQueueUrl;
  await putRule(eventPattern, queue);
  const { handler } = await import('./handler.ts');
  return consume(queue, handler, options);
};
