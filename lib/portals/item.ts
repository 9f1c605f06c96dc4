import * as v from 'valibot';
import { PortalsFault } from './fault.ts';
import type { Portal } from './portal.ts';

/** An item of the portals table, by attribute. */
export type Item = Readonly<Record<string, unknown>>;

/** What each property is called in the table. */
const attributes = {
  memberId: 'member_id',
  status: 'status',
  domain: 'domain',
  clientEndpoint: 'client_endpoint',
  oauthEndpoint: 'oauth_endpoint',
  tokenDigest: 'token_digest',
  previousDigest: 'previous_digest',
  previousExpires: 'previous_expires',
  sealedTokens: 'sealed_tokens',
  tokenOwner: 'token_owner',
  userId: 'user_id',
  accessExpires: 'access_expires',
  refreshExpires: 'refresh_expires',
  scopes: 'scopes',
  licence: 'licence',
  installedBy: 'installed_by',
  baseUrl: 'base_url',
  earlierBaseUrls: 'earlier_base_urls',
  boundEvents: 'bound_events',
  problems: 'problems',
  offlineSince: 'offline_since',
  health: 'health',
  provenAt: 'proven_at',
  installedAt: 'installed_at',
  updatedAt: 'updated_at',
  checkedAt: 'checked_at',
  uninstalledAt: 'uninstalled_at',
  expiresAt: 'expires',
  revision: 'revision',
} as const satisfies Record<keyof Portal, string>;

const properties: ReadonlyMap<string, string> = new Map(
  Object.entries(attributes).map(([property, attribute]) => [attribute, property]),
);

const text = v.string('must be a text');
const texts = v.array(text, 'must be a list');
const whole = v.pipe(v.number('must be a number'), v.integer('must be a whole number'));
const optional = v.exactOptional;

// Seconds for DynamoDB's time to live, and for the receivers, who read these attributes and no others.
const seconds = v.pipe(
  whole,
  v.transform((since1970) => since1970 * 1000),
);

const bytes = v.pipe(
  v.instance(Uint8Array, 'must be binary'),
  v.transform((given) => Buffer.from(given)),
);
const digest = v.pipe(bytes, v.length(32, 'must have 32 bytes'));

const problem = v.object(
  { check: text, code: text, message: text, cure: text, event: optional(text) },
  'is missing',
);

const health = v.object(
  {
    status: v.picklist(['healthy', 'unhealthy'], 'must be healthy or unhealthy'),
    changedAt: whole,
    announced: v.boolean('must be true or false'),
    failingSince: optional(whole),
  },
  'must be a map',
);

const schema = v.object(
  {
    memberId: text,
    status: v.picklist(['installed', 'uninstalled'], 'must be installed or uninstalled'),
    domain: optional(text),
    clientEndpoint: text,
    oauthEndpoint: text,
    tokenDigest: optional(digest),
    previousDigest: optional(digest),
    previousExpires: optional(seconds),
    sealedTokens: bytes,
    tokenOwner: v.picklist(['user', 'system-user'], 'must be user or system-user'),
    userId: optional(whole),
    accessExpires: whole,
    refreshExpires: whole,
    scopes: texts,
    licence: optional(text),
    installedBy: optional(whole),
    baseUrl: text,
    earlierBaseUrls: texts,
    boundEvents: texts,
    problems: v.array(problem, 'must be a list'),
    offlineSince: optional(whole),
    health: optional(health),
    provenAt: whole,
    installedAt: whole,
    updatedAt: whole,
    checkedAt: optional(whole),
    uninstalledAt: optional(whole),
    expiresAt: optional(seconds),
    revision: whole,
  },
  'is missing',
) satisfies v.GenericSchema<unknown, Portal>;

/** The item that stands for a portal. Times that are kept in seconds are rounded up. */
export const itemOf = (portal: Portal): Item => {
  const { previousExpires, expiresAt } = portal;
  const kept = {
    ...portal,
    ...(previousExpires !== undefined && { previousExpires: Math.ceil(previousExpires / 1000) }),
    ...(expiresAt !== undefined && { expiresAt: Math.ceil(expiresAt / 1000) }),
  };
  const names: Readonly<Record<string, string>> = attributes;
  return Object.fromEntries(Object.entries(kept).map(([name, value]) => [names[name] ?? name, value]));
};

/**
 * The portal that an item stands for; attributes that this version does not know are left out.
 *
 * @throws PortalsFault `PORTAL_UNREADABLE` that names the portal and each broken attribute, without its value.
 */
export const portalOf = (item: Item, tableName: string): Portal => {
  const renamed = Object.entries(item).flatMap(([attribute, value]) => {
    const property = properties.get(attribute);
    return property === undefined ? [] : [[property, value] as const];
  });
  const result = v.safeParse(schema, Object.fromEntries(renamed));
  if (result.success) return result.output;
  throw new PortalsFault(
    'PORTAL_UNREADABLE',
    `The item ${String(item['member_id'])} of the table ${tableName} is broken: ${result.issues.map(told).join(', ')}`,
    'Restore the item from a backup of the table, or delete it and install the application in this portal again.',
  );
};

const told = ({ path, message }: v.BaseIssue<unknown>): string => {
  const names: Readonly<Record<string, string>> = attributes;
  const [first, ...rest] = (path ?? []).map(({ key }) => String(key));
  return `${[names[first ?? ''], ...rest].join('.')} ${message}`;
};
