import * as v from 'valibot';
import { buildQuery } from '../../lib/bitrix24/query.ts';
import { type Delivery, deliver, record, targetsOf } from './delivery.ts';
import { finishesInstallation, pageForm, pageQuery } from './install-page.ts';
import { addBinding, type Portal, randomHex } from './portal.ts';
import { postForm } from './post.ts';
import { clientEndpoint, type Site, serverEndpoint } from './site.ts';
import { ACCESS_SECONDS, INSTALLER, issuePair } from './tokens.ts';

const url = v.pipe(v.string(), v.url('must be a URL'), v.regex(/^https?:/, 'must be an http or https URL'));

export const installOptions = v.strictObject({
  /** What the form of the local application calls the initial installation path. */
  url,
  /** With an interface: the administrator's browser posts the install page form. Without: "script only". */
  page: v.exactOptional(v.boolean()),
  language: v.exactOptional(v.string()),
  /** A portal that posts neither its token nor its scopes nor the OAuth server with the page. */
  older: v.exactOptional(v.boolean()),
  /** Posts ONAPPUSERREADY when the installation has finished. */
  userReady: v.exactOptional(v.boolean()),
});

export type InstallOptions = v.InferOutput<typeof installOptions>;

export const userReadyOptions = v.strictObject({ url });

/** What came of an installation. */
export type Installed = {
  /** What the installation URL answered. */
  readonly answered: Delivery;
  /** Whether the portal counts the application as INSTALLED now. */
  readonly installed: boolean;
  /** What was posted thereafter. */
  readonly deliveries: readonly Delivery[];
};

/** The system user that a portal makes for an application. */
const SYSTEM_USER = 512;

/** Adds the application to the portal, as an administrator does with the form of a local application. */
export const install = async (site: Site, portal: Portal, options: InstallOptions): Promise<Installed> => {
  if (options.language !== undefined) portal.language = options.language;
  if (portal.removed) addAgain(portal);
  const { answered, deliveries } = options.page
    ? await installWithPage(site, portal, options)
    : await installScriptOnly(site, portal, options);
  const ready =
    options.userReady && portal.installed ? await userReady(site, portal, options.url) : undefined;
  return {
    answered,
    installed: portal.installed,
    deliveries: ready === undefined ? deliveries : [...deliveries, ready],
  };
};

/** An application that is added again has another token; what was issued before stays dead. */
const addAgain = (portal: Portal): void => {
  portal.removed = false;
  portal.applicationToken = randomHex();
  portal.accessTokens = [];
  portal.refreshTokens = [];
};

type Step = { answered: Delivery; deliveries: readonly Delivery[] };

/** Installed at once; the portal itself binds ONAPPINSTALL to the installation URL. */
const installScriptOnly = async (site: Site, portal: Portal, { url }: InstallOptions): Promise<Step> => {
  portal.installed = true;
  if (!targetsOf(portal, 'ONAPPINSTALL').some(({ handler }) => handler === url))
    addBinding(portal, { event: 'ONAPPINSTALL', handler: url, userId: 0, offline: 0 });
  const deliveries = await announce(site, portal);
  const answered = deliveries.find(({ handler }) => handler === url);
  return {
    answered: answered ?? { event: 'ONAPPINSTALL', handler: url, fault: 'not posted: the portal is silent' },
    deliveries: deliveries.filter((delivery) => delivery !== answered),
  };
};

/** Installed when the page calls `BX24.installFinish()`; ONAPPINSTALL then goes to those who have bound it. */
const installWithPage = async (site: Site, portal: Portal, options: InstallOptions): Promise<Step> => {
  portal.installed = false;
  const target = new URL(options.url);
  for (const [name, value] of Object.entries(pageQuery(portal))) target.searchParams.set(name, value);
  const body = buildQuery(pageForm(site, portal, options.older ?? false));
  const sent = { event: 'install page', handler: options.url };
  const post = { url: target, body, userAgent: 'Mozilla/5.0', signal: site.stopped.signal };
  const answered = await postForm(post).then(
    ({ status, type, text }) => {
      portal.installed = finishesInstallation(type, text);
      return { ...sent, status, answer: text };
    },
    (fault: unknown) => ({ ...sent, fault: String(fault) }),
  );
  record(portal, answered);
  return { answered, deliveries: portal.installed ? await announce(site, portal) : [] };
};

const announce = (site: Site, portal: Portal): Promise<Delivery[]> => {
  const data = { VERSION: null, ACTIVE: 'Y', INSTALLED: 'Y', LANGUAGE_ID: portal.language };
  return deliver(
    site,
    portal,
    { event: 'ONAPPINSTALL', data, tokens: 'long' },
    targetsOf(portal, 'ONAPPINSTALL'),
  );
};

/** ONAPPUSERREADY: the tokens of the application's system user in `data`, those of the installer in `auth`. */
export const userReady = async (site: Site, portal: Portal, url: string): Promise<Delivery> => {
  const { accessToken, refreshToken } = issuePair(portal, SYSTEM_USER, site.clock());
  const data = {
    access_token: accessToken,
    refresh_token: refreshToken,
    expires_in: ACCESS_SECONDS,
    scope: portal.scopes.join(','),
    domain: 'oauth.bitrix.info',
    server_endpoint: serverEndpoint(site),
    client_endpoint: clientEndpoint(site, portal),
    member_id: portal.memberId,
    user_id: SYSTEM_USER,
    client_id: site.application.clientId,
    status: 'L',
    LANGUAGE_ID: portal.language,
  };
  const event = { event: 'ONAPPUSERREADY', data, tokens: 'long' } as const;
  const [delivery] = await deliver(site, portal, event, [{ handler: url, userId: INSTALLER }]);
  return delivery ?? { event: event.event, handler: url, fault: 'not posted' };
};
