import * as v from 'valibot';

/**
 * - `hang`: never answers, nothing is carried out
 * - `error`: HTTP 500 without JSON, nothing is carried out
 * - `html`: HTTP 200 with a page instead of JSON, nothing is carried out
 * - `close`: the connection is torn down, nothing is carried out
 * - `reset`: the connection is torn down after the request was carried out
 */
const transport = ['hang', 'error', 'html', 'close', 'reset'] as const;

const oauthCodes = [
  ...transport,
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'PAYMENT_REQUIRED',
  /** Answers with the member_id of another portal. */
  'wrong-member',
  /** Answers with the client_endpoint of the fault. */
  'bad-endpoint',
] as const;

const restCodes = [
  ...transport,
  'QUERY_LIMIT_EXCEEDED',
  'OVERLOAD_LIMIT',
  'OPERATION_TIME_LIMIT',
  'NO_AUTH_FOUND',
  'invalid_token',
  'expired_token',
  'WRONG_AUTH_TYPE',
  'insufficient_scope',
  'user_access_error',
  'ACCESS_DENIED',
  'ERROR_EVENT_NOT_FOUND',
  'INTERNAL_SERVER_ERROR',
  'PORTAL_DELETED',
] as const;

/** `lost`: accepted and never posted; `twice`: posted twice, as portals now and then do. */
const deliveryCodes = ['lost', 'twice'] as const;

/** A code alone, or with its settings; `times` ends the fault after so many requests. */
const fault = <Codes extends readonly string[], Settings extends v.ObjectEntries>(
  codes: Codes,
  settings: Settings,
) => {
  const code = v.picklist(codes);
  const times = v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1)));
  const full = v.strictObject({ code, times, ...settings });
  return v.exactOptional(
    v.lazy(
      (input): v.GenericSchema<v.InferInput<typeof code> | v.InferInput<typeof full>> =>
        typeof input === 'string' ? code : full,
    ),
  );
};

export const faults = v.strictObject({
  oauth: fault(oauthCodes, { clientEndpoint: v.exactOptional(v.string()) }),
  /** With `method` it concerns the calls of that method alone, inside a batch too. */
  rest: fault(restCodes, { method: v.exactOptional(v.string()) }),
  delivery: fault(deliveryCodes, {}),
});

/** The faults to play; what is not named is sound. */
export type Faults = v.InferOutput<typeof faults>;

type Kind = keyof Faults;
type Played<K extends Kind> = Exclude<NonNullable<Faults[K]>, string>;

/** The faults in force, counted down as they are played. */
export class PlayedFaults {
  #faults: Faults = {};
  #left = new Map<Kind, number>();

  set(faults: Faults): void {
    this.#faults = faults;
    this.#left.clear();
  }

  /** The fault to play on this request, if `concerns` says that it is meant. */
  take<K extends Kind>(kind: K, concerns: (fault: Played<K>) => boolean = () => true): Played<K> | undefined {
    const set = this.#faults[kind];
    if (set === undefined) return undefined;
    const played = (typeof set === 'string' ? { code: set } : set) as Played<K>;
    const left = this.#left.get(kind) ?? played.times ?? Number.POSITIVE_INFINITY;
    if (left === 0 || !concerns(played)) return undefined;
    this.#left.set(kind, left - 1);
    return played;
  }
}

export type Transport = (typeof transport)[number];

export const isTransport = (code: string): code is Transport =>
  (transport as readonly string[]).includes(code);

type Aimed = { readonly code: string; readonly method?: string };

/** Whether a fault is played on a request as a whole; `method` is that of its path. */
export const isOfRequest = (fault: Aimed, method: string): boolean =>
  isTransport(fault.code) ? fault.method === undefined || fault.method === method : !isOfCall(fault);

/**
 * Whether a fault is played on a call, which may be one of a batch. The time limit always is: portals account for the
 * time of each method, and `batch` itself has none.
 */
export const isOfCall = (fault: Aimed, method = fault.method): boolean =>
  !isTransport(fault.code) &&
  (fault.method === undefined ? fault.code === 'OPERATION_TIME_LIMIT' : fault.method === method);
