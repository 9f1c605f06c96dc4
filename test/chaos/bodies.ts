import { createHash } from 'node:crypto';
import { buildQuery } from '../../lib/bitrix24/query.ts';
import { catalogue, type EventName } from '../../lib/catalogue/index.ts';
import { type Decoded, type DecodedObject, pruned } from '../../lib/form/decoded.ts';
import { setValue, templateOf } from '../../lib/local/templates.ts';
import { MARKER_KEY, markerOf } from './marker.ts';

/** A body as a portal posts it, and the events that are in it. */
export type Body = {
  readonly name: EventName;
  readonly route: string;
  readonly form: string;
  readonly memberId: string;
  /** One per event, in the order of the body. */
  readonly markers: readonly string[];
};

/** A portal that has installed the application. */
export type PortalKey = { readonly memberId: string; readonly token: string };

/** The portal of this number; fake. */
export const portalKey = (number: number): PortalKey => {
  const hex = (of: string): string => createHash('md5').update(`${of} ${number}`).digest('hex');
  return { memberId: hex('chaos portal'), token: hex('chaos token') };
};

type Shape = { readonly name: EventName; readonly items: (body: DecodedObject) => readonly string[] };

const MESSAGES = ['data.MESSAGES.0', 'data.MESSAGES.1', 'data.MESSAGES.2'];

/** A body with three messages, lists of one, an object, and an object of another family. */
const shapes: readonly Shape[] = [
  { name: 'OnImConnectorMessageAdd', items: withThreeMessages },
  { name: 'OnOpenLineMessageAdd', items: () => ['data.DATA'] },
  { name: 'OnSessionStart', items: () => ['data.DATA'] },
  { name: 'OnImConnectorDialogStart', items: () => ['data.DATA.0'] },
];

/** The events that are driven. */
export const drivenEvents: readonly EventName[] = shapes.map(({ name }) => name);

function withThreeMessages(body: DecodedObject): readonly string[] {
  const messages = inside(inside(body, 'data'), 'MESSAGES');
  for (const position of ['1', '2']) messages[position] = pruned(inside(messages, '0'));
  return MESSAGES;
}

const inside = (body: DecodedObject, key: string): DecodedObject => {
  const child: Decoded | undefined = body[key];
  if (typeof child !== 'object') throw new Error(`the sample has no ${key}`);
  return child;
};

/** Makes bodies of one event type after another, each with events that no other body has. */
export const bodyMaker = async (): Promise<(portal: PortalKey) => Body> => {
  const templates = await Promise.all(shapes.map(({ name }) => templateOf(name)));
  let bodies = 0;
  let events = 0;
  return ({ memberId, token }) => {
    const turn = bodies++ % shapes.length;
    const { name, items } = shapes[turn] as Shape;
    const body = pruned(templates[turn] as DecodedObject);
    const markers = items(body).map((path) => {
      const marker = markerOf(events++);
      setValue(body, `${path}.${MARKER_KEY}`, marker);
      return marker;
    });
    setValue(body, 'ts', String(Math.floor(Date.now() / 1000)));
    setValue(body, 'auth.member_id', memberId);
    setValue(body, 'auth.application_token', token);
    return { name, route: catalogue[name].route, form: buildQuery(body), memberId, markers };
  };
};
