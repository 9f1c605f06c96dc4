import * as v from 'valibot';
import { controlOf } from '../../test/bitrix24/control.ts';
import type { Control } from '../../test/bitrix24/control-api.ts';
import type { Delivery } from '../../test/bitrix24/delivery.ts';
import type { EventName } from '../catalogue/index.ts';
import type { DecodedObject } from '../form/decoded.ts';
import { answerOf, reach, type SentAnswer } from './sender.ts';

const environment = v.object({ BITRIX24_URL: v.string() });

/**
 * The Bitrix24 stand-in of a local run.
 *
 * @throws Error with the cure where `url` is no local run.
 */
export const bitrix24Of = async (url: string): Promise<Control> => {
  const response = await reach(new URL('/_local/environment', url));
  const answered: unknown = response.ok ? await response.json() : undefined;
  if (!v.is(environment, answered)) {
    throw new Error(
      `${url} is no local run, so there is no portal to send from. Leave --url out, or start one.`,
    );
  }
  return controlOf(answered.BITRIX24_URL);
};

/**
 * Adds the application to a portal of the stand-in, a new one unless it is named, as an administrator does; the
 * portal posts what it posts then.
 *
 * @param page with the page of an application that has an interface, which a browser opens.
 */
export const install = async (
  bitrix24: Control,
  url: string,
  { portal, page = false }: { readonly portal?: string | undefined; readonly page?: boolean | undefined },
): Promise<{
  readonly memberId: string;
  readonly sent: SentAnswer;
  readonly bindings: readonly string[];
}> => {
  const { memberId } = portal === undefined ? await bitrix24.createPortal() : await bitrix24.portal(portal);
  const { answered } = await bitrix24.install(memberId, { url: new URL('/app/install', url).href, page });
  const { bindings } = await bitrix24.portal(memberId);
  return {
    memberId,
    sent: sentAnswer(answered),
    bindings: bindings.map(({ event, handler }) => `${event.padEnd(28)}${handler}`),
  };
};

/** Lets an event happen in an installed portal, which posts it to what it has bound. */
export const sendFrom = async (
  bitrix24: Control,
  memberId: string,
  name: EventName,
  { data, ts }: DecodedObject,
): Promise<SentAnswer> => {
  const deliveries = await happen(bitrix24, memberId, name, { data, ts: Number(ts) });
  const [first] = deliveries;
  if (first === undefined) {
    throw new Error(
      `Portal ${memberId} has posted nothing: the application is not installed there, or ${name} is not bound. See: npx b24bus portals check ${memberId}`,
    );
  }
  return sentAnswer(first);
};

const happen = (
  bitrix24: Control,
  memberId: string,
  name: EventName,
  { data, ts }: { readonly data: unknown; readonly ts: number },
): Promise<Delivery[]> => {
  switch (name) {
    case 'OnAppUpdate':
      return bitrix24.update(memberId, { newToken: true, keepsHandlers: true });
    case 'OnAppUninstall':
      return bitrix24.uninstall(memberId, {});
    default:
      return bitrix24.fire(memberId, name, data, { ts });
  }
};

const sentAnswer = ({ status, answer, fault }: Delivery): SentAnswer =>
  answerOf(status ?? 599, answer ?? `No answer: ${fault}`);
