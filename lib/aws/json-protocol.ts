import { loadJsonRpcErrorCode } from '@smithy/core/protocols';
import type { HttpAnswer } from './exchange.ts';
import { namedFault } from './named-fault.ts';
import type { Operation } from './signed-calls.ts';

type JsonService = {
  readonly version: '1.0' | '1.1';
  /** Before the name of the operation, such as `AWSEvents`. */
  readonly target: string;
  /** Of a service that spoke the query protocol before, and tells that protocol's codes in a header. */
  readonly isQueryCompatible?: true;
};

/** AWS JSON: an object in, an object out, faults by `__type`. */
export const jsonOperation = <Answer>(
  { version, target, isQueryCompatible }: JsonService,
  operation: string,
  input: object,
): Operation<Answer> => ({
  headers: {
    'content-type': `application/x-amz-json-${version}`,
    'x-amz-target': `${target}.${operation}`,
    ...(isQueryCompatible && { 'x-amzn-query-mode': 'true' }),
  },
  body: JSON.stringify(input),
  answerOf: ({ body }) => objectIn(body) as Answer,
  faultOf: (answer) => faultOf(answer, isQueryCompatible),
});

/** As the SDK reads it: what is null is not there. @throws SyntaxError */
const objectIn = (body: string): object => {
  const parsed: unknown = JSON.parse(body || '{}', (_, value) => value ?? undefined);
  return typeof parsed === 'object' && parsed !== null ? parsed : {};
};

const faultOf = (answer: HttpAnswer, isQueryCompatible = false): Error => {
  const told = objectIn(answer.body) as { __type?: unknown; message?: unknown; Message?: unknown };
  const [queryCode] = isQueryCompatible ? (answer.headers['x-amzn-query-error']?.split(';') ?? []) : [];
  const isModelled = String(told.__type).startsWith('com.amazonaws.');
  const name = queryCode && !isModelled ? queryCode : loadJsonRpcErrorCode(answer as never, told);
  return namedFault(name ?? 'Unknown', told.message ?? told.Message ?? 'UnknownError');
};
