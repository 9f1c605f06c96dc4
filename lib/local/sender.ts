import * as v from 'valibot';

const published = v.object({ events: v.tuple([v.object({ id: v.string() })]) });

const entryOf = (id: string) =>
  v.object({
    target: v.literal('eventbridge'),
    entry: v.object({ detail: v.object({ id: v.literal(id) }) }),
  });

/** An answer, and the id of its event if it has one alone. */
export type SentAnswer = { readonly status: number; readonly text: string; readonly id: string | undefined };

/**
 * Posts a form body as Bitrix24 does.
 *
 * @throws Error with the cure where nothing listens.
 */
export const post = async (url: URL, body: string): Promise<SentAnswer> => {
  const request = {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'user-agent': 'Bitrix24 Webhook Engine',
    },
    body,
  };
  const response = await reach(url, request);
  return answerOf(response.status, await response.text());
};

/** Reads out of an answer which event it speaks of. */
export const answerOf = (status: number, text: string): SentAnswer => {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), published), text);
  return { status, text, id: parsed.success ? parsed.output.events[0].id : undefined };
};

/** @throws Error with the cure where nothing listens. */
export const reach = (url: URL, request: RequestInit = {}): Promise<Response> =>
  fetch(url, request).catch((cause: unknown) => {
    throw new Error(`Nothing answers at ${url.origin}. Start the local run first: npm start`, { cause });
  });

/** The event as a consumer of the bus sees it; undefined where `url` is no local run or only SNS is published to. */
export const findOnBus = async (url: string, id: string): Promise<object | undefined> => {
  const response = await fetch(new URL('/_local/events', url));
  const seen: unknown = response.ok ? await response.json() : undefined;
  const schema = entryOf(id);
  const found: unknown = Array.isArray(seen) ? seen.find((each) => v.is(schema, each)) : undefined;
  return v.is(v.object({ entry: v.looseObject({}) }), found) ? found.entry : undefined;
};
