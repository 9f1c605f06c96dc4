import { describe, expect, test } from 'vitest';
import { type BusEvent, type Handlers, parse, route } from '../../lib/consumer/index.ts';
import { contracts } from '../../lib/schemas/index.ts';
import { eventsOf, sampleEvents, sessionStart } from './records.ts';

const started = parse(sessionStart());
const unknown = parse({ ...sessionStart(), type: 'com.bitrix24.crm.deal.added.v1' });

/** A handler of every event that notes what it gets. */
const notes = () => {
  const seen: [handler: string, event: BusEvent][] = [];
  const names = [...Object.keys(contracts), 'Unknown'];
  const handlers = Object.fromEntries(
    names.map((name) => [name, (event: BusEvent) => seen.push([name, event])]),
  );
  return { seen, handlers: handlers as unknown as Handlers };
};

describe('route', () => {
  test('gives each event to the handler of its name', async () => {
    const { seen, handlers } = notes();
    const events = [...sampleEvents.map(parse), unknown];
    for (const event of events) await route(handlers)(event);
    expect(seen).toEqual(events.map((event) => [event.name, event]));
  });

  test('gives the rest to the fallback', async () => {
    const { seen, handlers } = notes();
    const rest: BusEvent[] = [];
    const handle = route({ OnSessionStart: handlers.OnSessionStart }, (event) => rest.push(event));
    const [message] = eventsOf('imconnector-message-add.code-text').map(parse);
    for (const event of [started, message, unknown]) if (event) await handle(event);
    expect(seen).toEqual([['OnSessionStart', started]]);
    expect(rest).toEqual([message, unknown]);
  });

  test('waits for the handler, and answers nothing', async () => {
    const { handlers } = notes();
    let done = false;
    const OnSessionStart = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      done = true;
      return 'an answer';
    };
    expect(await route({ ...handlers, OnSessionStart })(started)).toBeUndefined();
    expect(done).toBe(true);
  });

  test('fails with what the handler throws, at once or later', async () => {
    const fault = new Error('no database');
    const { handlers } = notes();
    const throws = () => {
      throw fault;
    };
    await expect(route({ ...handlers, OnSessionStart: throws })(started)).rejects.toBe(fault);
    await expect(route({ Unknown: async () => throws() }, throws)(unknown)).rejects.toBe(fault);
  });

  test('says which handler untyped code has forgotten', async () => {
    const { handlers } = notes();
    const { OnSessionStart: _forgotten, ...others } = handlers;
    await expect(route(others as Handlers)(started)).rejects.toThrow(
      new TypeError('route has no handler for OnSessionStart: add it, or a fallback'),
    );
  });
});
