import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type ClientRequestArgs, Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import { fileURLToPath } from 'node:url';
import { readBody } from '../../lib/local/http.ts';
import { selfSigned } from './certificate.ts';

export type Protocol = 'plain' | 'tls';

/** One entry of PutEvents, or one GetItem. */
export type Arrived = {
  readonly operation: 'PutEvents' | 'GetItem';
  /** Of the event; empty for GetItem. */
  readonly id: string;
  readonly portal: string;
};

/** What the stub is asked: what came in under an access key since it was asked last. */
export type Question = { readonly from: string };

export type StubReport =
  | { readonly plain: number; readonly tls: number }
  | { readonly from: string; readonly arrived: readonly Arrived[] };

/** The AWS endpoints, as the harness sees them. */
export type Stub = {
  readonly url: Readonly<Record<Protocol, string>>;
  /** File in PEM, for NODE_EXTRA_CA_CERTS. */
  readonly certificate: string;
  arrivedFrom(accessKey: string): Promise<readonly Arrived[]>;
  /** Milliseconds of one PutEvents by a bare client on a connection that stays open. */
  roundTrip(protocol: Protocol): Promise<number>;
  stop(): void;
};

/** Starts the stub in a process of its own. */
export const startStub = async (): Promise<Stub> => {
  const { certificate, key } = selfSigned();
  const child = fork(fileURLToPath(new URL('./stub.ts', import.meta.url)), [certificate, key]);
  const next = async (): Promise<StubReport> => ((await once(child, 'message')) as [StubReport])[0];
  const ports = await next();
  if (!('plain' in ports)) throw new Error('the stub has not started');
  const url = { plain: `http://127.0.0.1:${ports.plain}`, tls: `https://127.0.0.1:${ports.tls}` };
  const client = bareClient(url, readFileSync(certificate));
  return {
    url,
    certificate,
    arrivedFrom: async (accessKey) => {
      child.send({ from: accessKey } satisfies Question);
      const report = await next();
      return 'arrived' in report ? report.arrived : [];
    },
    roundTrip: client,
    stop: () => child.disconnect(),
  };
};

const BODY = JSON.stringify({ Entries: [{ DetailType: 'None', Detail: '{"id":"0"}'.padEnd(800) }] });

const HEADERS = {
  'content-type': 'application/x-amz-json-1.1',
  'content-length': Buffer.byteLength(BODY),
  'x-amz-target': 'AWSEvents.PutEvents',
};

const bareClient = (url: Stub['url'], ca: Buffer) => {
  const agents = {
    plain: new PlainAgent({ keepAlive: true }),
    tls: new TlsAgent({ keepAlive: true, ca }),
  };
  return async (protocol: Protocol): Promise<number> => {
    const options: ClientRequestArgs = { method: 'POST', headers: HEADERS, agent: agents[protocol] };
    const started = performance.now();
    const request = (protocol === 'tls' ? tlsRequest : plainRequest)(url[protocol], options);
    request.end(BODY);
    const [response] = await once(request, 'response');
    await readBody(response);
    return performance.now() - started;
  };
};
