import type { IncomingMessage } from 'node:http';
import { nest } from '../../lib/form/nest.ts';
import { pairsOf } from '../../lib/form/pairs.ts';

/** Parameters of a call, nested as PHP nests them; values are texts, or what JSON has. */
export type Parameters = Readonly<Record<string, unknown>>;

const fromForm = (form: string): Parameters => nest(pairsOf(form), { maxDepth: 64 });

/** JSON that is none has no parameters, as in PHP. */
const fromJson = (json: string): Parameters => {
  try {
    const parsed: unknown = JSON.parse(json);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
};

/** The parameters of a request, from its query string and its body (a form or JSON); the body wins. */
export const parametersOf = (request: IncomingMessage, search: string, body: Buffer): Parameters => {
  const isJson = /^application\/json\b/i.test(request.headers['content-type'] ?? '');
  const text = body.toString('utf8');
  return { ...fromForm(search.replace(/^\?/, '')), ...(isJson ? fromJson(text) : fromForm(text)) };
};

/** The parameters of one command of a batch, which is `method?query`. */
export const commandOf = (command: string): { method: string; parameters: Parameters } => {
  const [method = '', ...query] = command.split('?');
  return { method, parameters: fromForm(query.join('?')) };
};

/** A parameter whose name is written in any case; undefined where it is absent. */
export const parameter = (parameters: Parameters, name: string): unknown =>
  Object.entries(parameters).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];

/** Likewise, as text; empty where it is absent or no scalar. */
export const textParameter = (parameters: Parameters, name: string): string => {
  const value = parameter(parameters, name);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};
