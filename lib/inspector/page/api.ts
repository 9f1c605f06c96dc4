import { useCallback, useEffect, useRef, useState } from 'react';
import type { Refusal } from '../protocol.ts';
import { languageNow } from './words.ts';

/** A request that was refused, or not answered at all; the message is for people. */
export class ApiError extends Error {
  /** 0: no answer. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
  }
}

/** Reads from below `/_inspector/`. @throws ApiError, and what the signal was aborted with. */
export const get = <T>(path: string, signal?: AbortSignal): Promise<T> => ask<T>(path, {}, signal);

/** Posts JSON below `/_inspector/`. @throws ApiError, and what the signal was aborted with. */
export const post = <T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> =>
  ask<T>(
    path,
    { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    signal,
  );

const ask = async <T>(path: string, request: RequestInit, signal: AbortSignal | undefined): Promise<T> => {
  try {
    const response = await fetch(`/_inspector/${path}`, { ...request, signal: signal ?? null });
    if (!response.ok) throw await refusalOf(response);
    return (await response.json()) as T;
  } catch (fault) {
    if (fault instanceof ApiError || signal?.aborted) throw fault;
    throw new ApiError(0, unanswered[languageNow()]);
  }
};

const unanswered = {
  en: 'b24bus does not answer. Is it still running?',
  ru: 'b24bus не отвечает. Он ещё запущен?',
};

const refusalOf = async (response: Response): Promise<ApiError> => {
  const problem: Partial<Refusal> = await response.json().catch(() => ({}));
  return new ApiError(response.status, problem.detail ?? `HTTP ${response.status} ${response.statusText}`);
};

type Answer<T> = { readonly value: T } | { readonly error: string };

/** Asks at once and, after each answer, again in so many milliseconds; 0: only once. */
export const poll = <T>(path: string, everyMs: number, tell: (answer: Answer<T>) => void) => {
  let asking = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => {
    clearTimeout(timer);
    asking.abort();
  };
  const again = async (): Promise<void> => {
    stop();
    asking = new AbortController();
    const { signal } = asking;
    const answer = await get<T>(path, signal).then(
      (value) => ({ value }),
      (fault: unknown) => ({ error: fault instanceof Error ? fault.message : String(fault) }),
    );
    if (signal.aborted) return;
    tell(answer);
    if (everyMs > 0 && !signal.aborted) timer = setTimeout(again, everyMs);
  };
  again();
  return { again, stop };
};

/** What is known of an answer that is asked for again and again. After an error the last value stays. */
type Polled<T> = { readonly value?: T; readonly error?: string; reload(): void };

/** Reads from below `/_inspector/` every so many milliseconds; 0: once. */
export const usePolled = <T>(path: string, everyMs: number): Polled<T> => {
  const [known, setKnown] = useState<{ path: string; value?: T; error?: string }>({ path });
  const polling = useRef<{ again(): Promise<void> }>(undefined);
  useEffect(() => {
    const started = poll<T>(path, everyMs, (answer) =>
      setKnown((before) =>
        'value' in answer || before.path !== path ? { path, ...answer } : { ...before, ...answer },
      ),
    );
    polling.current = started;
    return started.stop;
  }, [path, everyMs]);
  const reload = useCallback(() => {
    polling.current?.again();
  }, []);
  const { value, error } = known.path === path ? known : {};
  return { ...(value !== undefined && { value }), ...(error !== undefined && { error }), reload };
};
