import type { CloudEvent } from '../events/cloud-event.ts';
import type { Invalidity } from '../events/validate.ts';
import type { Decoded } from '../form/decoded.ts';

/** What the page and its server say to each other, in JSON, below `/_inspector/`. */

/** `GET about`. */
export type About = {
  /** Another one after each start: rows of an earlier process are gone. */
  readonly run: string;
  readonly mode: 'local' | 'stack';
  /** For people: `the local run at http://127.0.0.1:3000`, `the stack b24bus-prod`. */
  readonly name: string;
  /** The options that lead `npx b24bus` to it, with a space before: ` --stage prod`. */
  readonly options?: string;
  readonly events: readonly EventKind[];
};

/** An event of the catalogue. */
export type EventKind = { readonly name: string; readonly type: string; readonly route: string };

export const outcomes = ['published', 'stored', 'quarantined', 'undelivered', 'refused'] as const;

/** `undelivered`: in the log only. */
export type RowOutcome = (typeof outcomes)[number];

/**
 * One event; or one request of which no event could be made, or one item of it. `GET stream?after=<seq>` sends them as
 * server-sent events named `rows`, each with a list of rows, oldest first, and the last row's `seq` as its id; `live`
 * says that all earlier rows have been sent.
 */
export type Row = {
  /** Counts up from 1 within a run. */
  readonly seq: number;
  /** When the request came in, RFC 3339 with milliseconds. */
  readonly at: string;
  /** The catalogue's name of the event whose route it was. */
  readonly event: string;
  readonly outcome: RowOutcome;
  /** Why it is not published, in English. */
  readonly why?: string;
  /** Milliseconds to the answer; a deployed stack does not tell. */
  readonly took?: number;
  readonly portal?: string;
  readonly connector?: string;
  readonly line?: number;
  /** The chat in the external system, else Bitrix24's. */
  readonly chat?: string;
  /** As on the bus, where there is an event. */
  readonly published?: CloudEvent;
};

/** `GET rows/<seq>`: all that is known of a row. Secrets are masked. */
export type Details = {
  readonly row: Row;
  /** What the portal posted; a deployed stack does not keep it. */
  readonly wire?: Wire;
  /** Which wire path fed which field, `data.line.id` from `data.DATA.0.connector.line_id`. */
  readonly mapping: readonly Mapping[];
  /** Wire paths that no field took; the leaves of `data.unmapped`. */
  readonly unmapped: readonly string[];
  /** What is wrong, by wire path. */
  readonly errors: readonly Invalidity[];
  readonly answer?: { readonly status: number; readonly body: string };
  /** As sent, per destination. */
  readonly sent: { readonly eventbridge?: object; readonly sns?: object };
  /** Lines that the function logged about the request. */
  readonly log: readonly string[];
  /** Why the rest is not here, where more was known once; in English. */
  readonly missing?: string;
};

export type Wire = {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly bytes: number;
  /** The body as posted; undefined where it is no form. */
  readonly form?: string;
  /** The same, decoded. */
  readonly body?: Decoded;
  /** The wire path of the item that this row is about. */
  readonly item?: string;
};

export type Mapping = { readonly field: string; readonly wire: string };

/** `GET queues`. Times are RFC 3339. */
export type Queues = {
  /** Waiting for their next attempt, or given up (`dead-letter`). */
  readonly undelivered: readonly WaitingEvent[];
  readonly quarantine: readonly HeldBody[];
};

export type WaitingEvent = {
  readonly queue: 'undelivered' | 'dead-letter';
  readonly kind: 'undelivered' | 'unverified' | 'quarantined' | 'unreadable';
  readonly since: string;
  /** Of the event; what cannot be told apart by an id has none. */
  readonly id?: string;
  readonly event?: string;
  readonly portal?: string;
  /** `sns: Deadline`. */
  readonly reasons: readonly string[];
};

export type HeldBody = {
  readonly reference: string;
  readonly since: string;
  readonly event: string;
  readonly portal: string;
  readonly reason: 'invalid' | 'wrong-route' | 'fault';
  readonly errors: readonly Invalidity[];
  /** Decoded, without its secrets. */
  readonly body: Decoded;
};

/** `GET portals`. */
export type InstalledPortal = {
  readonly memberId: string;
  readonly domain?: string;
  readonly status: string;
  readonly health: string;
  /** Of `events` in `About`. */
  readonly bound: readonly string[];
  /** RFC 3339. */
  readonly installed: string;
  readonly checked?: string;
  readonly problems: readonly { readonly message: string; readonly cure: string }[];
};

/** `GET templates/<event>`, local runs only: a sample to send. */
export type Template = {
  readonly event: string;
  readonly route: string;
  /** Form-encoded; its secrets are masked, and put in again when it is sent. */
  readonly form: string;
  readonly fields: readonly TemplateField[];
};

/** A leaf of a template's body. */
export type TemplateField = {
  /** `data.DATA.line.name`. */
  readonly wire: string;
  readonly value: string;
  /** Which field of the event it feeds, if any, and what the event's schema says of it. */
  readonly field?: string;
  readonly description?: string;
  readonly kind: 'text' | 'number' | 'boolean' | 'choice';
  /** For `choice`. */
  readonly choices?: readonly string[];
};

/** `POST send`, local runs only. */
export type SendOrder = {
  readonly event: string;
  /** Wire paths and values that differ from the template. */
  readonly set?: readonly (readonly [wire: string, value: string])[];
  /** Instead of `set`: the whole body, form-encoded. */
  readonly form?: string;
  /** 1 unless given. */
  readonly count?: number;
  /** Per second; 0, or not given: the next when the last is answered. */
  readonly rate?: number;
  /** An installed portal that sends it; the demo portal unless given. */
  readonly portal?: string;
};

/** The answer to `send` and `play`. */
export type SendReport = {
  readonly sent: number;
  /** Answered with 2xx. */
  readonly accepted: number;
  /** The last answer. */
  readonly status: number;
  readonly body: string;
};

/** `POST replay` and `POST drop` (references of quarantine), `POST redrive` (ids of dead letters), local runs only. */
export type Selection = { readonly all: true } | { readonly these: readonly string[] };

/** The answer to them; `remaining` says what is left, and why. */
export type ActionReport = { readonly done: number; readonly remaining: readonly string[] };

/** Any refusal: `application/problem+json`. */
export type Refusal = { readonly title: string; readonly status: number; readonly detail: string };
