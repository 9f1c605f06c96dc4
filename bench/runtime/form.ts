import { createHash, createHmac } from 'node:crypto';
import { catalogue } from '../../lib/catalogue/index.ts';
import { normalise } from '../../lib/events/normalise.ts';
import { envelopeOf } from '../../lib/form/envelope.ts';
import { nest } from '../../lib/form/nest.ts';
import { pairsOf } from '../../lib/form/pairs.ts';
import { request } from '../../test/package/lambda.ts';
import { formOf } from '../../test/samples.ts';

/** The portal that sends, and its token: those of the sample. Fake. */
export const PORTAL = {
  memberId: 'a223c6b3710f85df22e9377d6c4f7553',
  token: '51856fefc120afa4b628cc82d3935cce',
};

/** What Slack and GitHub would sign with. Fake. */
export const SIGNING_SECRET = 'b24bus-bench';

const SAMPLE = formOf('seed-session-start');
const PATH = '/events/on-session-start';
const FIRST_TS = 1_714_649_632;
const CHAT = '10585';

/** How a contestant wants to be called. */
export type Dialect = 'bitrix24' | 'slack' | 'github';

/** One event, and what has to arrive on the bus for it. */
export type Sent = {
  readonly payload: string;
  readonly portal: string;
  /** By our rule, and by that of `bench/contestants/job.mjs`. */
  readonly ids: { readonly ours: string; readonly job: string };
};

const normalised = (form: string) => {
  const envelope = { ...envelopeOf(nest(pairsOf(form), { maxDepth: 16 })), memberId: PORTAL.memberId };
  const { valid } = normalise(catalogue.OnSessionStart, envelope, 0);
  const [first] = valid;
  if (first === undefined) throw new Error('the sample is not valid any more');
  return first;
};

/** Bytes of the form on the wire, and of its event on the bus. */
export const sampleBytes = (): { readonly formBytes: number; readonly eventBytes: number } => ({
  formBytes: Buffer.byteLength(SAMPLE),
  eventBytes: Buffer.byteLength(normalised(SAMPLE).json),
});

/** Slack posts slash commands as forms: the name of ours is the text of the command. */
const inDialect: Readonly<Record<Dialect, (form: string) => string>> = {
  bitrix24: (form) => form,
  github: (form) => form,
  slack: (form) => form.replace('event=', 'command=%2Fbitrix24&text='),
};

const hmac = (text: string): string => createHmac('sha256', SIGNING_SECRET).update(text).digest('hex');

const signed: Readonly<Record<Dialect, (form: string, seconds: number) => Readonly<Record<string, string>>>> =
  {
    bitrix24: () => ({}),
    github: (form) => ({ 'x-hub-signature-256': `sha256=${hmac(form)}` }),
    slack: (form, seconds) => ({
      'x-slack-request-timestamp': String(seconds),
      'x-slack-signature': `v0=${hmac(`v0:${seconds}:${form}`)}`,
    }),
  };

/** The sample as the event of this number, each another one, as API Gateway hands it over. */
export const sent = (number: number, dialect: Dialect): Sent => {
  const ts = String(FIRST_TS + number);
  const form = SAMPLE.replace(`ts=${FIRST_TS}`, `ts=${ts}`);
  const body = inDialect[dialect](form);
  const call = request('POST', PATH, body);
  const headers = { ...call.headers, ...signed[dialect](body, Math.floor(Date.now() / 1000)) };
  const job = createHash('sha256').update(`${PORTAL.memberId} ${ts} ${CHAT}`).digest('hex').slice(0, 32);
  return {
    payload: JSON.stringify({ ...call, headers }),
    portal: `urn:bitrix24:portal:${PORTAL.memberId}`,
    ids: { ours: normalised(form).event.id, job },
  };
};
