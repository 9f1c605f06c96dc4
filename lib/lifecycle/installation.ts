import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Problem } from '../errors.ts';
import { bodyText } from '../form/body.ts';
import { type Decoded, type DecodedObject, decodedObject, type FormLimits } from '../form/decoded.ts';
import { type Envelope, envelopeOf } from '../form/envelope.ts';
import { decodeForm } from '../middleware/decode.ts';
import type { Portal } from '../portals/portal.ts';
import { withoutSecrets } from '../redact.ts';
import { Secret } from '../secret.ts';

/** A claim that a portal has installed or updated the application, and the refresh token that can prove it. */
export type Installation = Envelope & {
  readonly refreshToken: Secret | undefined;
  /** Whose refresh token it is. */
  readonly tokenOwner: Portal['tokenOwner'];
  readonly userId: number | undefined;
  /** As claimed: only ever used to choose among the OAuth endpoints of the allow-list. */
  readonly serverEndpoint: string | undefined;
  /** Where a person waits for the answer in a browser: in which language. */
  readonly page?: Language;
};

export type Language = 'en' | 'ru';

/**
 * Reads what is posted to the installation URL: ONAPPINSTALL or ONAPPUPDATE (tokens in `auth`), ONAPPUSERREADY
 * (those of the application's system user in `data`, those of the employee in `auth`; documented under "Event for
 * Creating an Application System User"), or the form of the install page, which has no `event`.
 *
 * @throws Problem `limit-exceeded` (413), `body-not-decodable` or `not-a-bitrix24-event` (400).
 */
export const readInstallation = (event: APIGatewayProxyEventV2, limits: FormLimits): Installation => {
  const form = decodeForm(bodyText(event, limits.maxBodyBytes), limits);
  if (form['event'] === undefined && textIn(form, 'member_id') !== undefined) return fromPage(form, event);
  const envelope = envelopeOf(form);
  const [auth, data] = [form['auth'], form['data']];
  const systemUser = envelope.event === 'ONAPPUSERREADY';
  const tokens = systemUser ? data : auth;
  if (systemUser && textIn(data, 'member_id') !== envelope.memberId) throw twoPortals();
  return {
    ...envelope,
    refreshToken: secretIn(tokens, 'refresh_token'),
    tokenOwner: systemUser ? 'system-user' : 'user',
    userId: idIn(tokens, 'user_id'),
    serverEndpoint: textIn(tokens, 'server_endpoint'),
  };
};

/** The page's own query says where it is shown; the time is that of the request, because the form has none. */
const fromPage = (form: DecodedObject, event: APIGatewayProxyEventV2): Installation => {
  const query = event.queryStringParameters ?? {};
  const language = query['LANG'];
  const data = decodedObject();
  if (language !== undefined && language !== '') data['LANGUAGE_ID'] = language;
  return {
    event: 'ONAPPINSTALL',
    ts: String(Math.floor(Date.now() / 1000)),
    memberId: textIn(form, 'member_id'),
    domain: query['DOMAIN'],
    status: textIn(form, 'status'),
    token: secretIn(form, 'APPLICATION_TOKEN'),
    data: Object.keys(data).length > 0 ? data : undefined,
    body: withoutSecrets(form),
    refreshToken: secretIn(form, 'REFRESH_ID'),
    tokenOwner: 'user',
    userId: undefined,
    serverEndpoint: textIn(form, 'SERVER_ENDPOINT'),
    page: languageOf(language),
  };
};

/** The language of a page that Bitrix24 opens with LANG. */
export const languageOf = (lang: string | undefined): Language =>
  lang?.toLowerCase() === 'ru' ? 'ru' : 'en';

const textIn = (container: Decoded | undefined, key: string): string | undefined => {
  const value = typeof container === 'object' ? container[key] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
};

const secretIn = (container: Decoded | undefined, key: string): Secret | undefined => {
  const text = textIn(container, key);
  return text === undefined ? undefined : new Secret(text);
};

const idIn = (container: Decoded | undefined, key: string): number | undefined => {
  const text = textIn(container, key);
  return text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
};

const twoPortals = (): Problem =>
  new Problem('not-a-bitrix24-event', 'data.member_id and auth.member_id name two different portals.');
