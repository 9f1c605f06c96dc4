import type { BusEvent } from './bus-event.ts';

/** The name of everything that can come, `Unknown` included. */
type RouteName = BusEvent['name'];

type EventNamed<Name extends RouteName> = Extract<BusEvent, { readonly name: Name }>;

/** A handler of every event. They may be asynchronous; what they return is awaited. */
export type Handlers = { readonly [Name in RouteName]: (event: EventNamed<Name>) => unknown };

/** Handles an event of any name. */
export type Handle = (event: BusEvent) => Promise<void>;

type Route = {
  (handlers: Handlers): Handle;
  <Handled extends RouteName>(
    handlers: Pick<Handlers, Handled>,
    otherwise: (event: Exclude<BusEvent, { readonly name: Handled }>) => unknown,
  ): Handle;
};

/**
 * Sends each event to the handler of its name. Without `otherwise` every event needs a handler, and `Unknown` too, so
 * that the compiler says when a release adds one; with it, the rest goes there.
 *
 * @throws what the handler throws, or that there is none, which only untyped code can bring about.
 */
export const route: Route =
  (handlers: Partial<Handlers>, otherwise?: (event: never) => unknown): Handle =>
  async (event) => {
    const handle = Object.hasOwn(handlers, event.name) ? handlers[event.name] : otherwise;
    if (handle === undefined)
      throw new TypeError(`route has no handler for ${event.name}: add it, or a fallback`);
    // A handler and its event have the same name, which the compiler cannot follow.
    await (handle as (event: BusEvent) => unknown)(event);
  };
