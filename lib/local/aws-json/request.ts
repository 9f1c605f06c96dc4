import * as v from 'valibot';
import { ServiceException, validationException } from './service-exception.ts';

/**
 * The JSON object in the body of a request.
 *
 * @throws ServiceException SerializationException when there is none.
 */
export function requestBody(text: string): object {
  const body = parsed(text);
  // Valibot would take an array for an object without members.
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  throw new ServiceException('SerializationException', 'The request body is not a JSON object.');
}

function parsed(text: string): unknown {
  try {
    // A null member of a request counts as left out.
    return JSON.parse(text, (_name, value) => value ?? undefined);
  } catch {
    throw new ServiceException('SerializationException', 'The request body is not valid JSON.');
  }
}

/**
 * Reads a request body against its schema.
 *
 * @throws ServiceException SerializationException for a member of the wrong JSON type, ValidationException for a
 * member that is missing or breaks a constraint.
 */
export function readRequest<Schema extends v.GenericSchema>(
  schema: Schema,
  body: unknown,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, body);
  if (result.success) return result.output;
  const wrongType = result.issues.find((issue) => issue.kind === 'schema' && isWrongType(issue));
  if (wrongType !== undefined) throw new ServiceException('SerializationException', wrongType.message);
  const errors = result.issues.map(validationError);
  const count = errors.length === 1 ? '1 validation error' : `${errors.length} validation errors`;
  throw validationException(`${count} detected: ${errors.join('; ')}`);
}

function isWrongType(issue: v.BaseIssue<unknown>): boolean {
  return issue.input !== undefined && issue.type !== 'picklist';
}

function validationError(issue: v.BaseIssue<unknown>): string {
  const place = (issue.path ?? []).map(({ key }) => memberName(key)).join('.');
  if (issue.input === undefined) {
    return `Value null at '${place}' failed to satisfy constraint: Member must not be null`;
  }
  const value = typeof issue.input === 'string' ? issue.input : JSON.stringify(issue.input);
  return `Value '${value}' at '${place}' failed to satisfy constraint: ${issue.message}`;
}

// The service counts list members from one and writes member names with a small first letter.
function memberName(key: unknown): string {
  if (typeof key === 'number') return `${key + 1}.member`;
  return String(key).replace(/^[A-Z]/, (letter) => letter.toLowerCase());
}
