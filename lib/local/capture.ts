import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { CATCH_ALL, catalogue, type EventName } from '../catalogue/index.ts';
import { postedIn } from '../ingest/posted.ts';
import { detailsOf, detailsWithoutOrigin } from '../inspector/details.ts';
import type { Exchange, Setup } from '../inspector/exchange.ts';
import { Journal } from '../inspector/journal.ts';
import { Origins } from '../inspector/origins.ts';
import type { Details } from '../inspector/protocol.ts';
import { LEFT, rowsOf } from '../inspector/rows.ts';
import { summaryIn } from '../inspector/told.ts';
import type { Answer } from '../middleware/answer.ts';
import type { LocalCloud } from './cloud.ts';
import { asFunction } from './logs-tap.ts';
import { whereabouts } from './whereabouts.ts';

/** What API Gateway calls a function with. */
type Posted = Pick<Exchange, 'name' | 'method' | 'url' | 'isForm' | 'body'>;

/** Calls functions, and writes down what came of it for the inspector, after they have answered. */
export type Capture = {
  readonly journal: Journal;
  details(seq: number): Details | undefined;
  call(posted: Posted, handle: () => Promise<Answer>): Promise<Answer>;
  /** Where a queue calls. */
  consume(
    name: EventName,
    event: SQSEvent,
    handle: () => Promise<SQSBatchResponse>,
  ): Promise<SQSBatchResponse>;
};

/** @param setup of the functions. */
export const captureFor = (cloud: Pick<LocalCloud, 'inspect'>, setup: Setup): Capture => {
  const journal = new Journal();
  const origins = new Origins();
  const lookedUp = whereabouts(cloud);
  const writeDown = async (given: Exchange): Promise<void> => {
    const exchange = { ...given, ...(await lookedUp(given)) };
    const found = rowsOf(exchange, setup).map(({ row, ...about }) => [journal.add(row).seq, about] as const);
    origins.keep(exchange, new Map(found));
  };
  /** Nobody waits for it. */
  const later = (exchange: Exchange): void => {
    setImmediate(() => {
      writeDown(exchange).catch((fault: unknown) => {
        process.stderr.write(`inspector: ${fault instanceof Error ? fault.stack : String(fault)}\n`);
      });
    });
  };
  return {
    journal,
    details: (seq) => {
      const row = journal.find(seq);
      const origin = origins.find(seq);
      if (row === undefined) return undefined;
      return origin === undefined ? detailsWithoutOrigin(row) : detailsOf(row, origin, setup);
    },
    call: async (posted, handle) => {
      const log: string[] = [];
      const called = Date.now();
      const answer = await asFunction(posted.name, handle, log);
      const { statusCode: status, body = '' } = answer;
      if (!isVisit(posted)) later({ ...posted, called, log, answer: { status, body } });
      return answer;
    },
    consume: async (name, event, handle) => {
      const log: string[] = [];
      const result = await asFunction(name, handle, log);
      for (const record of event.Records) {
        const exchange = exchangeOf(name, record, log);
        if (!isWaiting(record, exchange)) later(exchange);
      }
      return result;
    },
  };
};

/** A browser looks for pages and icons; what is posted to no route is meant for one. */
const isVisit = ({ name, method, url }: Posted): boolean =>
  name === CATCH_ALL && url.split('?')[0] !== catalogue[name].route && ['GET', 'HEAD'].includes(method);

const exchangeOf = (name: EventName, record: SQSRecord, log: readonly string[]): Exchange => {
  const { body, isBase64Encoded, received, requestId } = postedIn(record);
  return {
    name,
    method: 'POST',
    url: catalogue[name].route,
    isForm: true,
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
    called: received,
    log: log.filter((line) => line.includes(requestId)),
  };
};

/** A message that comes again and again is told of once until it is done. */
const isWaiting = ({ attributes }: SQSRecord, { log }: Exchange): boolean =>
  summaryIn(log)?.outcome === LEFT && attributes.ApproximateReceiveCount !== '1';
