import * as v from 'valibot';
import { Bitrix24Error, type RefusalContext, refusalError } from './error.ts';
import type { JsonAnswer } from './request.ts';

const text = v.fallback(v.pipe(v.union([v.string(), v.number()]), v.transform(String)), '');

/** An error as OAuth and REST answer it, alone or per command of a batch. */
export const refusal = v.pipe(
  v.object({ error: text, error_description: v.optional(text, '') }),
  v.check(({ error }) => error !== ''),
  v.transform(({ error, error_description }) => ({ error, description: error_description })),
);

/**
 * The body of an answer that is none of an error.
 *
 * @throws Bitrix24Error with the server's own code, or `HTTP_<status>`.
 */
export const bodyOf = ({ status, body }: JsonAnswer, context: Omit<RefusalContext, 'status'>): unknown => {
  const refused = v.safeParse(refusal, body);
  if (refused.success) throw refusalError(refused.output, { ...context, status });
  if (status < 400) return body;
  throw new Bitrix24Error(`HTTP_${status}`, `${context.host} answered status ${status} without a reason.`, {
    status,
    temporary: status === 429 || status >= 500,
    outcomeUnknown: status >= 500,
  });
};

/**
 * Reads an answer by its schema.
 *
 * @throws Bitrix24Error `UNEXPECTED_ANSWER` that names the places, never the values.
 */
export const readAnswer = <Schema extends v.GenericSchema>(
  schema: Schema,
  body: unknown,
  host: string,
): v.InferOutput<Schema> => {
  const read = v.safeParse(schema, body);
  if (read.success) return read.output;
  const places = new Set(read.issues.map((issue) => v.getDotPath(issue) ?? 'the answer itself'));
  throw new Bitrix24Error(
    'UNEXPECTED_ANSWER',
    `${host} answered otherwise than documented; missing or wrong: ${[...places].join(', ')}.`,
    { outcomeUnknown: true },
  );
};
