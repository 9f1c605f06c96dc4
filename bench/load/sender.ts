/** Posts events to a local run from a process of its own, and tells how each was answered. */

import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { readBody } from '../../lib/local/http.ts';
import { formOf } from '../../test/samples.ts';
import type { LoadPlan, SenderReport } from './load.ts';

const SAMPLE = formOf('seed-session-start');
const SAMPLE_TS = 1_714_649_632;

type Answer = { readonly status: number; readonly id: string | undefined; readonly ms: number };

const send = async (url: URL, agent: Agent, number: number): Promise<Answer> => {
  const body = SAMPLE.replace(`ts=${SAMPLE_TS}`, `ts=${SAMPLE_TS + number}`);
  const started = performance.now();
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': Buffer.byteLength(body),
    'user-agent': 'Bitrix24 Webhook Engine',
  };
  const posting = request(url, { method: 'POST', agent, headers });
  posting.end(body);
  const [response] = await once(posting, 'response');
  const answer = JSON.parse((await readBody(response)).toString('utf8'));
  return { status: response.statusCode, id: answer.events?.[0]?.id, ms: performance.now() - started };
};

process.once('message', async ({ url, senders, events, first }: LoadPlan) => {
  const agent = new Agent({ keepAlive: true, maxSockets: senders });
  const target = new URL('/events/on-session-start', url);
  const times: number[] = [];
  const ids: string[] = [];
  const failures: string[] = [];
  let sent = 0;
  let stored = 0;
  const post = async (number: number): Promise<void> => {
    const answer = await send(target, agent, number).catch((fault: NodeJS.ErrnoException) => fault);
    if (answer instanceof Error) failures.push(answer.code ?? answer.message);
    else if (answer.id === undefined || answer.status > 202) failures.push(String(answer.status));
    else {
      times.push(answer.ms);
      ids.push(answer.id);
      if (answer.status === 202) stored++;
    }
  };
  const sender = async (): Promise<void> => {
    while (sent < events) await post(first + sent++);
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: senders }, sender));
  const seconds = (performance.now() - started) / 1000;
  agent.destroy();
  // Not before it is through: a report of thousands of events does not fit into a pipe at once.
  process.send?.({ times, ids, stored, failures, seconds } satisfies SenderReport, () =>
    process.disconnect(),
  );
});
