import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import type { Delivery } from './delivery.ts';
import type { OfflineRow } from './offline-queue.ts';

const text = v.pipe(v.string(), v.nonEmpty('must not be empty'));
const texts = v.array(text);

const attributes = {
  domain: v.exactOptional(text),
  language: v.exactOptional(text),
  scopes: v.exactOptional(texts),
  /** Events that this portal does not have, as self-hosted ones of older versions. */
  unknownEvents: v.exactOptional(texts),
  installed: v.exactOptional(v.boolean()),
  /** Whether the user who installs is an administrator of the portal. */
  admin: v.exactOptional(v.boolean()),
  /** Accepts events for its queue and never posts them. */
  silent: v.exactOptional(v.boolean()),
  /** Whether its plan has `rest_offline_extended`, without which rows of the offline queue cannot be reserved. */
  offlineExtended: v.exactOptional(v.boolean()),
  version: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  /** The connectors that the application has registered; any, unless they are named. */
  connectors: v.exactOptional(texts),
};

export const portalOptions = v.strictObject({
  memberId: v.exactOptional(v.pipe(v.string(), v.regex(/^[\da-f]{32}$/, 'must be 32 lower-case hex digits'))),
  applicationToken: v.exactOptional(text),
  ...attributes,
});

/** What a portal is like from the start; everything has a default. */
export type PortalOptions = v.InferOutput<typeof portalOptions>;

export const portalChange = v.strictObject({
  ...attributes,
  /** Removes bindings behind the application's back: all, or those of some events. */
  unbind: v.exactOptional(v.union([v.literal(true), texts])),
  /** Kills every refresh token. */
  revokeRefreshTokens: v.exactOptional(v.literal(true)),
  /** Lets every access token expire now. */
  expireAccessTokens: v.exactOptional(v.literal(true)),
});

/** What is changed of a portal while it runs. */
export type PortalChange = v.InferOutput<typeof portalChange>;

export type Binding = {
  /** `event_handler_id` of what is posted to it. */
  readonly id: number;
  readonly event: string;
  /** Empty for an offline binding. */
  readonly handler: string;
  /** The user whose authorisation is sent; 0 for the one who caused the event. */
  readonly userId: number;
  readonly offline: 0 | 1;
};

/** A message whose delivery the application has confirmed. */
export type Confirmation = {
  readonly connector: string;
  readonly line: number;
  readonly chatId: number;
  readonly messageId: number;
  readonly externalIds: readonly string[];
  readonly externalChatId: string;
  /** How often it was confirmed. */
  readonly times: number;
};

/** A token and when it ends, in Unix milliseconds. */
type Token = { readonly token: string; readonly userId: number; readonly expires: number };

/** A portal and the one application in it. */
export type Portal = {
  readonly memberId: string;
  domain: string;
  language: string;
  scopes: readonly string[];
  unknownEvents: readonly string[];
  installed: boolean;
  admin: boolean;
  silent: boolean;
  offlineExtended: boolean;
  version: number;
  connectors?: readonly string[];
  applicationToken: string;
  /** The application was removed from the portal. */
  removed: boolean;
  bindings: readonly Binding[];
  lastBindingId: number;
  /** Events that are bound offline, in the order in which they were queued last. */
  offlineQueue: readonly OfflineRow[];
  lastOfflineId: number;
  accessTokens: readonly Token[];
  refreshTokens: readonly Token[];
  /** Messages of connectors, the one confirmed last at the end. */
  confirmed: readonly Confirmation[];
  /** What was posted, newest last. */
  deliveries: readonly Delivery[];
  /** The counter of the request limit, and when it was last lowered, in Unix milliseconds. */
  requests: { count: number; loweredAt: number };
};

/** 32 hex digits, as `member_id` and the application token of an application have. */
export const randomHex = (): string => randomBytes(16).toString('hex');

/** A portal with the defaults of a new one: the application is added to it but not INSTALLED. */
export const newPortal = (options: PortalOptions, now: number): Portal => ({
  memberId: randomHex(),
  domain: `b24-${randomBytes(3).toString('hex')}.bitrix24.com`,
  language: 'en',
  scopes: ['imconnector', 'imopenlines'],
  unknownEvents: [],
  installed: false,
  admin: true,
  silent: false,
  offlineExtended: true,
  version: 1,
  applicationToken: randomHex(),
  ...options,
  removed: false,
  bindings: [],
  lastBindingId: 0,
  offlineQueue: [],
  lastOfflineId: 0,
  accessTokens: [],
  refreshTokens: [],
  confirmed: [],
  deliveries: [],
  requests: { count: 0, loweredAt: now },
});

/** Changes a portal from outside, as its administrators or time do. */
export const applyChange = (portal: Portal, change: PortalChange, now: number): void => {
  const { unbind, revokeRefreshTokens, expireAccessTokens, ...flags } = change;
  Object.assign(portal, flags);
  if (unbind !== undefined) {
    const named = unbind === true ? undefined : new Set(unbind.map((event) => event.toUpperCase()));
    portal.bindings = portal.bindings.filter(({ event }) => named !== undefined && !named.has(event));
  }
  if (revokeRefreshTokens) portal.refreshTokens = [];
  if (expireAccessTokens)
    portal.accessTokens = portal.accessTokens.map((token) => ({ ...token, expires: now }));
};

/** Adds a binding, with an id of its own. */
export const addBinding = (portal: Portal, binding: Omit<Binding, 'id'>): void => {
  portal.lastBindingId += 1;
  portal.bindings = [...portal.bindings, { id: portal.lastBindingId, ...binding }];
};
