import type { HttpAnswer } from './exchange.ts';

/** When a service wants to be called again, as the SDK reads it: in milliseconds, in seconds, or as a date. */
export const retryAfter = ({ headers }: HttpAnswer, now: number): Date | undefined => {
  const { 'x-amz-retry-after': milliseconds, 'retry-after': seconds } = headers;
  const at =
    milliseconds !== undefined
      ? now + Number(milliseconds)
      : /^\d+(\.\d+)?$/.test(seconds ?? '')
        ? now + Number(seconds) * 1000
        : Date.parse(seconds ?? '');
  return Number.isNaN(at) ? undefined : new Date(at);
};
