import { pairsOf } from '../../lib/form/pairs.ts';
import { formOf } from '../../test/samples.ts';

/** A body to measure with. */
export type Body = { readonly title: string; readonly text: string; readonly pairs: number };

/** OnImConnectorMessageAdd as PHP encodes it. */
const messages = (pairs: number): string => {
  const message = (at: number): string[] => [
    `data[MESSAGES][${at}][im][chat_id]=7`,
    `data[MESSAGES][${at}][im][message_id]=${at + 1}`,
    `data[MESSAGES][${at}][message][user_id]=1`,
    `data[MESSAGES][${at}][message][text]=%D0%94%D0%B0`,
    `data[MESSAGES][${at}][chat][id]=x7`,
  ];
  const around = [
    'event=ONIMCONNECTORMESSAGEADD',
    'data[CONNECTOR]=myconnector',
    'data[LINE]=107',
    'ts=1773759161',
    'auth[domain]=example-portal.bitrix24.com',
    'auth[member_id]=a223c6b3710f85df22e9377d6c4f7553',
    'auth[application_token]=51856fefc120afa4b628cc82d3935cce',
  ];
  const count = Math.floor((pairs - around.length) / 5);
  return [...around, ...Array.from({ length: count }, (_, at) => message(at)).flat()]
    .join('&')
    .replaceAll('[', '%5B')
    .replaceAll(']', '%5D');
};

const bodyOf = (text: string): Body => {
  const pairs = pairsOf(text).length;
  const bytes = Buffer.byteLength(text);
  const size = bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} KB` : `${(bytes / 1e6).toFixed(2)} MB`;
  return { title: `${size}, ${pairs.toLocaleString('en')} pairs`, text, pairs };
};

/** A body as a portal posts it. */
export const bodyOfSample = (sample: string): Body => bodyOf(formOf(sample));

/** A body with about so many pairs. */
export const bodyWith = (pairs: number): Body => bodyOf(messages(pairs));
