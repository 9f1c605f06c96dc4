export type { Decoded, DecodedObject } from '../form/decoded.ts';
export type { BusEvent, EventData, EventName, KnownEvent, UnknownEvent } from './bus-event.ts';
export type { EventFilter } from './event-filter.ts';
export { type FilterPolicy, filterPolicy } from './filter-policy.ts';
export {
  type BatchResponse,
  type LambdaHandlerOptions,
  lambdaHandler,
  type SqsRecord,
} from './lambda-handler.ts';
export { parse } from './parse.ts';
export { type EventPattern, pattern } from './pattern.ts';
export { toPlainText } from './plain-text.ts';
export { RecordError, type RecordErrorCode, type RecordIssue } from './record-error.ts';
export { type Handle, type Handlers, route } from './route.ts';
export { senderOf } from './signature.ts';
