/**
 * The AWS endpoints that the contestants call, in a process of its own: PutEvents of EventBridge and GetItem of
 * DynamoDB, plain and over TLS. Tells, when asked, what has come in from whom.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { listen, readBody } from '../../lib/local/http.ts';
import { PORTAL } from './form.ts';
import type { Arrived, Question, StubReport } from './stub-client.ts';

const [certificate = '', key = ''] = process.argv.slice(2);

/** Milliseconds that an answer waits, as a service would work on it. */
const LATENCY_MS = 1;

/** What the portals table holds of the portal. */
const DIGEST = createHash('sha256').update(PORTAL.token).digest('base64');

const arrived = new Map<string, Arrived[]>();

const book = (from: string, arrival: Arrived): void => {
  // The bare client does not sign.
  if (from === '') return;
  const list = arrived.get(from) ?? [];
  list.push(arrival);
  arrived.set(from, list);
};

type Entry = { readonly DetailType: string; readonly Resources?: readonly string[]; readonly Detail: string };

type Reply = { readonly status: number; readonly body: object };

const putEvents = (from: string, { Entries }: { readonly Entries?: readonly Entry[] }): Reply => {
  // What AWS answers to a request that does nothing.
  if (Entries === undefined || Entries.length === 0)
    return refused('Member must have length greater than or equal to 1');
  for (const { Resources = [], Detail } of Entries) {
    const { id } = JSON.parse(Detail) as { readonly id: string };
    book(from, { operation: 'PutEvents', id, portal: Resources[0] ?? '' });
  }
  const taken = Entries.map(() => ({ EventId: '11111111-1111-1111-1111-111111111111' }));
  return { status: 200, body: { FailedEntryCount: 0, Entries: taken } };
};

const getItem = (
  from: string,
  { Key }: { readonly Key?: { readonly member_id?: { readonly S: string } } },
): Reply => {
  const portal = Key?.member_id?.S;
  if (portal === undefined) return refused('The provided key element does not match the schema');
  book(from, { operation: 'GetItem', id: '', portal });
  return { status: 200, body: portal === PORTAL.memberId ? { Item: { token_digest: { B: DIGEST } } } : {} };
};

const refused = (message: string): Reply => ({
  status: 400,
  body: { __type: 'ValidationException', message },
});

const replyTo = (target: string, from: string, body: string): Reply => {
  if (target === 'AWSEvents.PutEvents') return putEvents(from, JSON.parse(body));
  if (target === 'DynamoDB_20120810.GetItem') return getItem(from, JSON.parse(body));
  return { status: 400, body: { __type: 'UnknownOperationException' } };
};

/** The access key that a request is signed with: every process that is measured has its own. */
const senderOf = ({ headers }: IncomingMessage): string =>
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/.*Signature=[\da-f]{64}$/.exec(headers.authorization ?? '')?.[1] ??
  '';

const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const target = String(request.headers['x-amz-target'] ?? '');
  const [body] = await Promise.all([readBody(request), sleep(LATENCY_MS)]);
  const reply = replyTo(target, senderOf(request), body.toString('utf8'));
  response.writeHead(reply.status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(reply.body));
};

const handle = (request: IncomingMessage, response: ServerResponse): void => {
  serve(request, response).catch(() => response.destroy());
};

const plain = createServer({ keepAliveTimeout: 0 }, handle);
const secure = createTlsServer(
  { keepAliveTimeout: 0, cert: readFileSync(certificate), key: readFileSync(key) },
  handle,
);

const tell = (report: StubReport): void => {
  process.send?.(report);
};

process.on('message', ({ from }: Question) => {
  tell({ from, arrived: arrived.get(from) ?? [] });
  arrived.delete(from);
});
process.on('disconnect', () => process.exit());

tell({ plain: await listen(plain, 0), tls: await listen(secure, 0) });
