import { fromEnv } from '@aws-sdk/credential-provider-env';
import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/protocols';
import { NodeHttpHandler, streamCollector } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import { clientSettings } from '../publish/client-settings.ts';
import { PortalsUnreachable, type TokenDigest } from './portals.ts';
import type { ReadDigests } from './remembered.ts';

/** One attempt, in milliseconds; an item is usually there within ten. */
const ATTEMPT_MS = 300;

const ATTEMPTS = 2;

const MAX_KEY_BYTES = 2048;

/** What is asked for of an item, as DynamoDB's JSON has it: binary in base64, numbers as text. */
type Answer = {
  readonly Item?: {
    readonly token_digest?: { readonly B: string };
    readonly previous_digest?: { readonly B: string };
    /** Unix seconds. */
    readonly previous_expires?: { readonly N: string };
  };
};

/**
 * Reads the token digests of a portal from the portals table, and nothing else of it.
 *
 * One GetItem, signed by AWS's own signer: the SDK's client would add 40 KB to every receiver for it, this adds 3
 * (docs/decisions/portals-table.md). Retries, credentials and endpoint are those of the SDK where Lambda needs them.
 *
 * @param environment for the region, the credentials that Lambda sets, and an endpoint other than AWS's.
 */
export const digestsFrom = (
  tableName: string,
  { AWS_REGION: region = '', AWS_ENDPOINT_URL_DYNAMODB }: Readonly<Record<string, string | undefined>>,
): ReadDigests => {
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const url = new URL(AWS_ENDPOINT_URL_DYNAMODB ?? `https://dynamodb.${region}.${domain}`);
  const handler = new NodeHttpHandler(clientSettings.requestHandler);
  const signer = new SignatureV4({ service: 'dynamodb', region, credentials: fromEnv(), sha256: Sha256 });
  const attempt = async (memberId: string): Promise<readonly TokenDigest[] | undefined> => {
    const request = await signer.sign(getItem(url, tableName, memberId));
    const abortSignal = AbortSignal.timeout(ATTEMPT_MS);
    const { response } = await handler.handle(request as HttpRequest, { abortSignal });
    const body = await streamCollector(response.body);
    if (response.statusCode !== 200) throw new Error(`DynamoDB answers ${response.statusCode}`);
    return digestsOf(JSON.parse(Buffer.from(body).toString('utf8')) as Answer);
  };
  return async (memberId) => {
    // DynamoDB refuses it, which must not look like an outage.
    if (Buffer.byteLength(memberId) > MAX_KEY_BYTES) return undefined;
    for (let tried = 1; ; tried++) {
      try {
        return await attempt(memberId);
      } catch (cause) {
        if (tried === ATTEMPTS) throw new PortalsUnreachable('the portals table does not answer', { cause });
      }
    }
  };
};

const getItem = (url: URL, TableName: string, memberId: string): HttpRequest =>
  new HttpRequest({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port !== '' && { port: Number(url.port) }),
    path: '/',
    headers: {
      host: url.host,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.GetItem',
    },
    body: JSON.stringify({
      TableName,
      Key: { member_id: { S: memberId } },
      // A portal that has just installed must be seen.
      ConsistentRead: true,
      ProjectionExpression: 'token_digest, previous_digest, previous_expires',
    }),
  });

const digestsOf = ({ Item: item }: Answer): readonly TokenDigest[] | undefined => {
  if (item === undefined) return undefined;
  const { token_digest: current, previous_digest: previous, previous_expires: until } = item;
  return [
    ...(current ? [{ digest: bytesOf(current) }] : []),
    ...(previous && until ? [{ digest: bytesOf(previous), expires: Number(until.N) * 1000 }] : []),
  ];
};

const bytesOf = ({ B }: { readonly B: string }): Buffer => Buffer.from(B, 'base64');
