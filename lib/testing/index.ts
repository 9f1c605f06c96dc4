// `b24bus/testing`: events of b24bus for the tests of whoever consumes them.

export type { PublishedEvent } from '../schemas/index.ts';
export { eventOf } from './event-of.ts';
export { type EventBridgeEvent, inEventBridge } from './eventbridge.ts';
export type { Overrides } from './overrides.ts';
export { inSns, type SnsEvent } from './sns.ts';
export { inSqs, type SqsEvent } from './sqs.ts';
