/**
 * Loaded before everything else in a process whose clock is to be wrong (`CHAOS_CLOCK_SHIFT_MS`) or to run faster
 * (`CHAOS_CLOCK_RATE`). Timers keep their pace.
 */
const shift = Number(process.env['CHAOS_CLOCK_SHIFT_MS'] ?? 0);
const rate = Number(process.env['CHAOS_CLOCK_RATE'] ?? 1);
const Genuine = Date;
const started = Genuine.now();

const now = (): number => Math.round(started + (Genuine.now() - started) * rate + shift);

globalThis.Date = new Proxy(Genuine, {
  construct: (target, given: readonly unknown[], newTarget) =>
    Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget) as Date,
  apply: () => new Genuine(now()).toString(),
  get: (target, property, receiver) =>
    property === 'now' ? now : (Reflect.get(target, property, receiver) as unknown),
});
