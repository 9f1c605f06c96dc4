import { fromEnv } from '@aws-sdk/credential-provider-env';
import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/protocols';
import { NodeHttpHandler, streamCollector } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import { clientSettings } from '../publish/client-settings.ts';

/** One attempt, in milliseconds; an item is usually there within ten. */
const ATTEMPT_MS = 300;

const ATTEMPTS = 2;

/**
 * One call of DynamoDB's JSON protocol, tried twice. @throws Error the fault of the second attempt.
 *
 * @param operation `GetItem`, `UpdateItem`, ...
 */
type DynamoDbCall = (operation: string, input: object) => Promise<unknown>;

/**
 * Calls DynamoDB with AWS's own signer: the SDK's client would add 40 KB to every receiver, this adds 3
 * (docs/decisions/portals-table.md). Retries, credentials and endpoint are those of the SDK where Lambda needs them.
 *
 * @param environment for the region, the credentials that Lambda sets, and an endpoint other than AWS's.
 */
export const dynamoDbFrom = ({
  AWS_REGION: region = '',
  AWS_ENDPOINT_URL_DYNAMODB,
}: Readonly<Record<string, string | undefined>>): DynamoDbCall => {
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const url = new URL(AWS_ENDPOINT_URL_DYNAMODB ?? `https://dynamodb.${region}.${domain}`);
  const handler = new NodeHttpHandler(clientSettings.requestHandler);
  const signer = new SignatureV4({ service: 'dynamodb', region, credentials: fromEnv(), sha256: Sha256 });
  const attempt = async (operation: string, body: string): Promise<unknown> => {
    const request = await signer.sign(requestOf(url, operation, body));
    const abortSignal = AbortSignal.timeout(ATTEMPT_MS);
    const { response } = await handler.handle(request as HttpRequest, { abortSignal });
    const answer = await streamCollector(response.body);
    if (response.statusCode !== 200) throw new Error(`DynamoDB answers ${response.statusCode}`);
    return JSON.parse(Buffer.from(answer).toString('utf8'));
  };
  return async (operation, input) => {
    const body = JSON.stringify(input);
    for (let tried = 1; ; tried++) {
      try {
        return await attempt(operation, body);
      } catch (fault) {
        if (tried === ATTEMPTS) throw fault;
      }
    }
  };
};

const requestOf = (url: URL, operation: string, body: string): HttpRequest =>
  new HttpRequest({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port !== '' && { port: Number(url.port) }),
    path: '/',
    headers: {
      host: url.host,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
    },
    body,
  });
