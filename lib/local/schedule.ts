import type { Context, EventBridgeEvent } from 'aws-lambda';
import { type Schedule, schedules } from '../package/schedules.ts';
import { invocationContext } from './api-gateway.ts';
import { asFunction } from './logs-tap.ts';

type Scheduled = {
  readonly handler: (event: EventBridgeEvent<string, object>, context: Context) => Promise<void>;
};

const unit = { second: 1_000, minute: 60_000, hour: 3_600_000 } as const;

/** Milliseconds of `rate(5 minutes)`. */
const period = (rate: string): number => {
  const [, count, name] = /^rate\((\d+) (second|minute|hour)s?\)$/.exec(rate) ?? [];
  if (name !== 'second' && name !== 'minute' && name !== 'hour') throw new Error(`unknown schedule ${rate}`);
  return Number(count) * unit[name];
};

/** Runs the functions of the clock as EventBridge does; each is loaded when its time has come. */
export const startSchedules = (): { stop(): void } => {
  const timers = schedules.map((schedule) =>
    setInterval(() => {
      invoke(schedule).catch((fault: unknown) =>
        process.stderr.write(`${schedule.name}: ${String(fault)}\n`),
      );
    }, period(schedule.rate)),
  );
  return { stop: () => timers.forEach(clearInterval) };
};

const invoke = async ({ name, directory, timeout }: Schedule): Promise<void> => {
  const { handler } = (await import(`../../functions/schedule/${directory}.ts`)) as Scheduled;
  const event: EventBridgeEvent<'Scheduled Event', object> = {
    version: '0',
    id: crypto.randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: '000000000000',
    time: new Date().toISOString(),
    region: 'local',
    resources: [],
    detail: {},
  };
  await asFunction(name, () => handler(event, invocationContext(name, timeout * 1000)));
};
