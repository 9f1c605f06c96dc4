import { queueEvent } from './delivery.ts';
import { knownEvents } from './events.ts';
import { type Parameters, parameter, textParameter } from './parameters.ts';
import { addBinding, type Binding, type Portal } from './portal.ts';
import { missingArgument, Refusal } from './refusal.ts';
import type { Call } from './rest.ts';

const denied = (what: string): Refusal =>
  new Refusal('ACCESS_DENIED', `Access denied! ${what} requires administrator access rights`);

const eventOf = (parameters: Parameters): string => {
  const event = textParameter(parameters, 'event').toUpperCase();
  if (event === '') throw missingArgument('EVENT');
  return event;
};

/** Whether the online or the offline binding is meant; a wrong value is refused as portals do. */
const isOffline = ({ parameters, portal }: Call, doing: string): boolean => {
  const type = textParameter(parameters, 'event_type').toLowerCase();
  if (type !== '' && type !== 'online' && type !== 'offline')
    throw new Refusal('ERROR_ARGUMENT', 'Value must be one of {online|offline}', 'EVENT_TYPE');
  if (type === 'offline' && !portal.admin) throw denied(`Offline events ${doing}`);
  return type === 'offline';
};

/** The user of `auth_type`; who is no administrator can only name himself. */
const authType = ({ parameters, portal, caller }: Call, doing: string): number => {
  const userId = Number.parseInt(textParameter(parameters, 'auth_type'), 10) || 0;
  if (portal.admin) return userId;
  if (userId > 0 && userId !== caller.userId) throw denied(`Event ${doing} with AUTH_TYPE`);
  return caller.userId;
};

/** `http` and `https`, and a host with a dot in it; whether anything listens there is not looked at. */
const checkHandler = (handler: string): void => {
  const url = URL.canParse(handler) ? new URL(handler) : undefined;
  if (url === undefined || url.host.indexOf('.') < 1) throw new Refusal('ERROR_WRONG_HANDLER_URL');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Refusal('ERROR_UNSUPPORTED_PROTOCOL');
};

const bindingOf = (call: Call): Omit<Binding, 'id'> => {
  const userId = authType(call, 'binding');
  const event = eventOf(call.parameters);
  if (isOffline(call, 'binding')) return { event, handler: '', userId: 0, offline: 1 };
  const handler = textParameter(call.parameters, 'handler');
  if (handler === '') throw missingArgument('HANDLER');
  checkHandler(handler);
  return { event, handler, userId, offline: 0 };
};

/** Equal bindings are one to a portal: event, handler as written, and user. */
const isSame = (one: Omit<Binding, 'id'>, other: Binding): boolean =>
  one.event === other.event && one.handler === other.handler && one.userId === other.userId;

/** `event.bind`. */
export const bind = (call: Call): true => {
  const { portal } = call;
  const binding = bindingOf(call);
  if (!knownEvents(portal.scopes, portal.unknownEvents).includes(binding.event))
    throw new Refusal('ERROR_EVENT_NOT_FOUND');
  if (portal.bindings.some((bound) => isSame(binding, bound)))
    throw new Refusal('ERROR_CORE', 'Unable to set event handler: Handler already binded');
  addBinding(portal, binding);
  return true;
};

/** `event.unbind`: without `auth_type`, an administrator removes the bindings of all users. */
export const unbind = (call: Call): { count: number } => {
  const { portal, parameters } = call;
  const event = eventOf(parameters);
  const handler = isOffline(call, 'unbinding') ? '' : textParameter(parameters, 'handler');
  if (handler === '' && textParameter(parameters, 'event_type').toLowerCase() !== 'offline')
    throw missingArgument('HANDLER');
  const userId = authType(call, 'unbinding');
  const ofAllUsers = portal.admin && parameter(parameters, 'auth_type') === undefined;
  const kept = portal.bindings.filter(
    (bound) => !(ofAllUsers || bound.userId === userId) || bound.event !== event || bound.handler !== handler,
  );
  const count = portal.bindings.length - kept.length;
  portal.bindings = kept;
  return { count };
};

/** `event.get`: who is no administrator sees his own bindings only. */
export const list = ({ portal, caller }: Call): object[] =>
  visible(portal, caller.userId).map(({ event, handler, userId, offline }) =>
    offline === 1
      ? { event, connector_id: '', offline }
      : { event, handler, auth_type: String(userId), offline },
  );

const visible = (portal: Portal, userId: number): readonly Binding[] =>
  portal.admin ? portal.bindings : portal.bindings.filter((bound) => bound.userId === userId);

/** `events`: what `event.bind` takes. */
export const events = ({ portal }: Call): string[] => knownEvents(portal.scopes, portal.unknownEvents);

/** `event.test`: queues ONAPPTEST with the parameters of the call and answers 1, whatever becomes of the event. */
export const test = ({ site, portal, parameters }: Call): 1 => {
  const query = Object.fromEntries(
    Object.entries(parameters).filter(([name]) => name.toLowerCase() !== 'auth'),
  );
  queueEvent(site, portal, 'ONAPPTEST', { QUERY: query, LANGUAGE_ID: portal.language });
  return 1;
};
