import { catalogue, type EventName } from '../catalogue/index.ts';
import { pairsOf } from '../form/pairs.ts';
import { MASK, maskedBody } from '../inspector/masked.ts';
import type { SendOrder, SendReport } from '../inspector/protocol.ts';
import { isSecretKey } from '../redact.ts';
import { DEMO_PORTAL } from './demo-portal.ts';
import { fedFields } from './fed-fields.ts';
import { bitrix24Of, install } from './portal-sender.ts';
import type { SentAnswer } from './sender.ts';
import { type Change, changedForm, eventNamed, type Pace, senderFor, sendInPace } from './sending.ts';
import { templateOf } from './templates.ts';

type Order = Pace & {
  readonly name: EventName;
  readonly set: readonly Change[];
  readonly form: string | undefined;
  /** Undefined for the demo portal. */
  readonly portal: string | undefined;
};

/**
 * Sends what the page asks for.
 *
 * @param url of a local run.
 * @throws Error that says what is wrong with the order, or why nothing can be sent.
 */
export const sendOrder = async (given: SendOrder, url: string, aborted: AbortSignal): Promise<SendReport> => {
  const order = checked(given);
  const { sent, accepted, last } = await sendInPace(await sendingOf(order, url), order, aborted);
  return { sent, accepted, status: last?.status ?? 0, body: last?.text ?? '' };
};

const MOST = 10_000;
const FASTEST = 1000;

const checked = ({ event, set = [], form, count = 1, rate = 0, portal }: SendOrder): Order => {
  const name = eventNamed(event);
  const installed = portal === DEMO_PORTAL.memberId ? undefined : portal;
  const isChanged = set.length > 0;
  const nameless = set.find(([path]) => path.split('.').includes(''));
  const isOwn = isPortalsOwn(name, installed);
  const faults = [
    !(Number.isInteger(count) && count >= 1 && count <= MOST) &&
      `count is ${count}: it must be a whole number from 1 to ${MOST}`,
    !(rate >= 0 && rate <= FASTEST) &&
      `rate is ${rate}: it must be from 0 (each when the last is answered) to ${FASTEST} per second`,
    nameless && `set names "${nameless[0]}": a path needs a name between its dots, as data.DATA.line.name`,
    isChanged && form !== undefined && 'set and form are given: give what to change, or a whole body',
    form !== undefined && !isForm(form) && notAForm,
    isOwn &&
      (isChanged || (form !== undefined && installed !== undefined)) &&
      `what a portal posts with ${name} it says by itself: leave set and form out`,
  ].filter((fault) => typeof fault === 'string');
  if (faults.length > 0) throw new Error(`This cannot be sent: ${faults.join('; ')}.`);
  return { name, set, form, count, rate, portal: installed };
};

const isForm = (text: string): boolean => pairsOf(text).some(([key, value]) => key !== '' && value !== '');

const notAForm =
  'the body is no form: it needs key=value pairs as Bitrix24 posts them, event=ONSESSIONSTART&data[DATA][line][id]=107&ts=…';

/** An administrator makes it happen; the portal then posts what there is to say of it. */
const isPortalsOwn = (name: EventName, portal: string | undefined): boolean =>
  name === 'OnAppInstall' || (portal !== undefined && (name === 'OnAppUpdate' || name === 'OnAppUninstall'));

type Sending = (position: number) => Promise<SentAnswer>;

const sendingOf = async ({ name, set, form, count, portal }: Order, url: string): Promise<Sending> => {
  if (name === 'OnAppInstall' && form === undefined) {
    const bitrix24 = await bitrix24Of(url);
    return async () => (await install(bitrix24, url, { portal })).sent;
  }
  const { send } = await senderFor(name, { url, portal });
  if (form !== undefined) return () => send(unmasked(form.trim()));
  const template = maskedBody(await templateOf(name));
  const changes = [...twinChanges(set, fedFields(catalogue[name], template).twins), ...set];
  return async (position) => send(unmasked(changedForm(template, changes, count - 1 - position)));
};

/** Where two leaves say the same and one is changed, the other would contradict it. */
const twinChanges = (set: readonly Change[], twins: ReadonlyMap<string, string>): Change[] =>
  set.flatMap(([path, value]) =>
    [...twins].flatMap(([twin, other]): Change[] => (other === path ? [[twin, value]] : [])),
  );

/** The form with the demo portal's token wherever a secret is masked; the rest stays as it is. */
const unmasked = (form: string): string =>
  form
    .split('&')
    .map((pair) => {
      const [key = '', value] = pairsOf(pair)[0] ?? [];
      const lastKey = key.slice(key.lastIndexOf('[') + 1).replace(']', '');
      return value === MASK && isSecretKey(lastKey)
        ? `${pair.slice(0, pair.indexOf('='))}=${DEMO_PORTAL.token}`
        : pair;
    })
    .join('&');
