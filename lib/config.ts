import * as v from 'valibot';
import { SettingsError } from './errors.ts';
import { WINDOW_SECONDS } from './occurrences/settings.ts';
import { type PortalsSetting, parsePortalsSetting } from './portals/settings.ts';

const wholeNumber = (fallback: number, least: number, most: number) =>
  v.pipe(
    v.optional(v.string(), String(fallback)),
    v.regex(/^\d+$/, 'must be a whole number'),
    v.transform(Number),
    v.minValue(least, `must be at least ${least}`),
    v.maxValue(most, `must be at most ${most}`),
  );

const MIB = 1024 * 1024;

const destinationsFault = 'must be eventbridge, sns, or eventbridge,sns';

const namesIn = (list: string): string[] => list.split(',').map((name) => name.trim());

const destinations = v.pipe(
  v.optional(v.string(), 'eventbridge'),
  v.transform(namesIn),
  v.array(v.picklist(['eventbridge', 'sns'], destinationsFault)),
  v.check((names) => new Set(names).size === names.length, destinationsFault),
);

const queueUrl = v.pipe(v.optional(v.string(), ''), v.url('must be the URL of a queue'));

const settings = v.object({
  DESTINATIONS: destinations,
  VERSIONS: v.optional(v.picklist(['newest', 'all'], 'must be newest or all'), 'newest'),
  EVENT_BUS_NAME: v.optional(v.string(), ''),
  TOPIC_ARN: v.optional(v.string(), ''),
  /** Portals come from the setting alone where it is empty. */
  PORTALS_TABLE: v.optional(v.string(), ''),
  /** Where it is written down what came; duplicates and offline events need it. */
  OCCURRENCES_TABLE: v.optional(v.string(), ''),
  OFFLINE_WINDOW_SECONDS: wholeNumber(WINDOW_SECONDS, 10, 3600),
  DEDUPE: v.pipe(
    v.optional(v.string(), 'false'),
    v.picklist(['true', 'false'], 'must be true or false'),
    v.transform((dedupe) => dedupe === 'true'),
  ),
  UNDELIVERED_QUEUE_URL: queueUrl,
  QUARANTINE_QUEUE_URL: queueUrl,
  MAX_BODY_BYTES: wholeNumber(MIB, 1024, 6 * MIB),
  MAX_DEPTH: wholeNumber(16, 4, 64),
  MAX_PAIRS: wholeNumber(20_000, 10, 200_000),
  EVENTBRIDGE_MAX_ENTRY_BYTES: wholeNumber(MIB, 1024, MIB),
  SNS_MAX_MESSAGE_BYTES: wholeNumber(MIB / 4, 1024, MIB),
  PUBLISH_DEADLINE_MS: wholeNumber(1600, 100, 2000),
  STORE_DEADLINE_MS: wholeNumber(800, 100, 900),
});

/** The settings, checked and typed, with the portals already digested. */
export type Config = v.InferOutput<typeof settings> & { readonly portals: PortalsSetting };

/**
 * Reads the settings from the environment.
 *
 * @throws SettingsError with every fault at once; values are never quoted.
 */
export const readConfig = (environment: Readonly<Record<string, string | undefined>>): Config => {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = v.safeParse(settings, given);
  const portals = parsePortalsSetting(environment['PORTALS'] ?? '');
  const faults = new Set([
    ...(result.issues ?? []).map((issue) => `${issue.path?.[0].key} ${issue.message}`),
    ...portals.faults.map((fault) => `PORTALS: ${fault}`),
    ...missingTargets(given),
  ]);
  if (!result.success || faults.size > 0) throw new SettingsError([...faults]);
  return { ...result.output, portals: portals.portals };
};

/** Each destination in use needs to know where it is. */
const missingTargets = (given: Readonly<Record<string, string | undefined>>): string[] => {
  const names = namesIn(given['DESTINATIONS'] ?? 'eventbridge');
  const faults: string[] = [];
  if (names.includes('eventbridge') && given['EVENT_BUS_NAME'] === undefined) {
    faults.push('EVENT_BUS_NAME is missing, and DESTINATIONS has eventbridge');
  }
  if (names.includes('sns') && !/^arn:[\w-]+:sns:[\w-]*:\d{12}:.+/.test(given['TOPIC_ARN'] ?? '')) {
    faults.push('TOPIC_ARN is missing or no ARN of a topic, and DESTINATIONS has sns');
  }
  if (given['DEDUPE'] === 'true' && given['OCCURRENCES_TABLE'] === undefined) {
    faults.push('OCCURRENCES_TABLE is missing, and DEDUPE is true');
  }
  return faults;
};
