const reinstall = 'Reinstall the application in Bitrix24.';
const wait = 'It is tried again by itself; if it lasts, look at the state of the portal.';
const support = 'Ask the support of Bitrix24 why REST is blocked for this portal.';
const scopes =
  "Tick imopenlines and imconnector in the application's form in Bitrix24, then reinstall the application.";
const handlerUrl =
  "The handler must be a public https URL with a full domain name: check this deployment's base URL.";

const noOfflineEvents =
  'Events are taken online only, as before. For the safety net the portal needs a plan with extended offline events.';

/** What to do about an error, by its code in upper case; `{parameter}` is where the application's secret is set. */
const cures: Readonly<Record<string, string>> = {
  // OAuth: settings/oauth/error-codes of Bitrix24's REST documentation.
  INVALID_GRANT: `The refresh token is used up, expired (180 days) or revoked. ${reinstall}`,
  INVALID_CLIENT:
    "Set client_id and client_secret in {parameter} as the application's form in Bitrix24 shows them; if they are right, the application is no longer installed there.",
  INVALID_REQUEST: 'Report this: the request of b24bus was malformed, or not made over https.',
  INVALID_SCOPE: scopes,
  PAYMENT_REQUIRED: "Renew the portal's plan or the subscription of the application.",

  // Any method: the system errors of the REST documentation.
  EXPIRED_TOKEN: `The access token has expired and could not be renewed. ${reinstall}`,
  INVALID_TOKEN: reinstall,
  NO_AUTH_FOUND: reinstall,
  INSUFFICIENT_SCOPE: scopes,
  USER_ACCESS_ERROR:
    'Give the user who installed the application access to it, or let an administrator reinstall it.',
  ACCESS_DENIED:
    'Let an administrator of the portal install the application; if the message speaks of plans, the portal needs one with REST.',
  ERROR_METHOD_NOT_FOUND: scopes,
  WRONG_AUTH_TYPE: 'An inbound webhook cannot bind events: install b24bus as a local application.',
  APPLICATION_NOT_FOUND: reinstall,
  ERROR_OAUTH: reinstall,
  PORTAL_DELETED: 'The portal is closed or deleted. If it is gone for good, forget it.',
  OVERLOAD_LIMIT: support,
  QUERY_LIMIT_EXCEEDED:
    'Other applications use up the 2 requests per second of this portal; try again later.',
  OPERATION_TIME_LIMIT: 'The portal blocks this method for up to 10 minutes; try again then.',
  INTERNAL_SERVER_ERROR: wait,
  ERROR_UNEXPECTED_ANSWER: wait,

  // event.bind, event.unbind
  ERROR_EVENT_NOT_FOUND: `${scopes} If they are ticked, the version of this portal lacks the event; the others work without it.`,
  ERROR_WRONG_HANDLER_URL: handlerUrl,
  ERROR_UNSUPPORTED_PROTOCOL: handlerUrl,
  ERROR_HANDLER_URL_MATCH: "The handler must be on the host that the application's form in Bitrix24 names.",
  NOT_BOUND: 'Try again; if it lasts, reinstall the application.',

  // event.offline.get, feature.get
  WRONG_LICENSE: noOfflineEvents,
  NO_OFFLINE_EVENTS: noOfflineEvents,

  // Ours
  NOT_INSTALLED:
    'Finish the installation: open the application in Bitrix24 as an administrator, or reinstall it.',
  ENDPOINT_REFUSED: 'Check the address of the portal: b24bus calls public https addresses only.',
  ANOTHER_PORTAL: reinstall,
  UNINSTALLED: 'Install the application again in this portal, if its events are wanted.',
  NO_ENDPOINT: 'Allow at least one OAuth endpoint.',
  REDIRECTED: `The address of the portal may have changed. ${reinstall}`,
  TIMEOUT: wait,
  UNREACHABLE: wait,
  NOT_JSON: 'A page came instead of an answer: the portal may be in maintenance or closed. Try again later.',
  TOO_LARGE: 'Report this: no answer that b24bus asks for is that large.',
  UNEXPECTED_ANSWER: 'Report this with the message: the server does not answer as documented.',
};

/**
 * @param parameter the name of the parameter that holds the application's secret, to be named where it is wrong.
 */
export const cureOf = (code: string, parameter = 'the application parameter'): string => {
  const known = Object.hasOwn(cures, code.toUpperCase()) ? cures[code.toUpperCase()] : undefined;
  if (known !== undefined) return known.replace('{parameter}', () => parameter);
  return /^HTTP_(?:5|429)/.test(code) ? wait : "Look the code up in Bitrix24's REST documentation.";
};
