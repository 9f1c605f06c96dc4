import type { IncomingMessage, ServerResponse } from 'node:http';
import { guard, protect } from './guard.ts';
import { type Operation, operationsOf } from './operations.ts';
import type { PageFiles } from './page-files.ts';
import { Refused, refuse } from './refusal.ts';
import type { InspectorSource } from './source.ts';
import { Streams } from './stream.ts';

/** The page and what it asks for, below one address. */
export type Inspector = {
  /** Whether a path is the inspector's. */
  handles(pathname: string): boolean;
  /** Answers a request. Never rejects. */
  serve(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void>;
  /** Ends the streams; the server itself is the caller's. */
  close(): void;
};

const API = '/_inspector/';

/** Serves the inspector of a local run, or of a deployed stack, to this machine only. */
export const createInspector = (source: InspectorSource, files: PageFiles): Inspector => {
  const streams = new Streams(source.journal);
  const operations = operationsOf(source);
  const answer = async (request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> => {
    protect(response);
    guard(request);
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (!pathname.startsWith(API)) return answerFile(request, response, files, pathname);
    if (pathname === `${API}stream`) {
      allow(request, response, ['GET']);
      return streams.open(response, lastSeen(request, searchParams.get('after')));
    }
    return answerOperation(request, response, operations, body);
  };
  return {
    handles: (pathname) => pathname === '/' || pathname.startsWith('/assets/') || pathname.startsWith(API),
    serve: async (request, response, body) => {
      try {
        await answer(request, response, body);
      } catch (fault) {
        if (!response.headersSent) refuse(response, refusalOf(fault));
      }
    },
    close: () => streams.close(),
  };
};

/** Sources and actions say in their errors what to do. */
const refusalOf = (fault: unknown): Refused => {
  if (fault instanceof Refused) return fault;
  return new Refused(422, fault instanceof Error ? fault.message : String(fault), { cause: fault });
};

const READS = ['GET', 'HEAD'];

const allow = (
  { method = '' }: IncomingMessage,
  response: ServerResponse,
  methods: readonly string[],
): void => {
  if (methods.includes(method)) return;
  response.setHeader('allow', methods.join(', '));
  throw new Refused(405, `Use ${methods[0]} here.`);
};

/** An EventSource that connects again by itself says so in a header, with the address of its first request. */
const lastSeen = ({ headers }: IncomingMessage, after: string | null): number => {
  const given = [headers['last-event-id'], after].map((text) => Number(text ?? 0));
  return Math.max(0, ...given.filter(Number.isSafeInteger));
};

const answerFile = async (
  request: IncomingMessage,
  response: ServerResponse,
  files: PageFiles,
  pathname: string,
): Promise<void> => {
  allow(request, response, READS);
  const { status, headers, body } = await files.read(pathname);
  response.writeHead(status, headers).end(body);
};

const answerOperation = async (
  request: IncomingMessage,
  response: ServerResponse,
  operations: ReadonlyMap<string, Operation>,
  body: Buffer,
): Promise<void> => {
  const path = (request.url ?? '').split('?')[0] ?? '';
  const [name = '', parameter, ...others] = path.slice(API.length).split('/').map(decoded);
  const operation = operations.get(name);
  const fits = (parameter !== undefined) === (operation?.missing !== undefined) && others.length === 0;
  if (operation === undefined || !fits) throw new Refused(404, `There is no ${path} here.`);
  allow(request, response, operation.method === 'GET' ? READS : ['POST']);
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const result = await operation.run({ parameter, body, aborted: gone.signal });
  if (result === undefined) throw new Refused(404, operation.missing ?? `There is no ${path} here.`);
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result));
};

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Refused(400, 'The path is not encoded as a URL.');
  }
};
