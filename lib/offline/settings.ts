import * as v from 'valibot';
import { SettingsError } from '../errors.ts';
import { WINDOW_SECONDS } from '../occurrences/settings.ts';

const settings = v.object({
  OCCURRENCES_TABLE: v.pipe(
    v.optional(v.string(), ''),
    v.nonEmpty('is missing: the name of the occurrences table'),
  ),
  /** The receivers must have the same. */
  OFFLINE_WINDOW_SECONDS: v.pipe(
    v.optional(v.string(), String(WINDOW_SECONDS)),
    v.regex(/^\d+$/, 'must be a whole number'),
    v.transform(Number),
    v.minValue(10, 'must be at least 10'),
    v.maxValue(3600, 'must be at most 3600'),
  ),
});

/**
 * Reads what draining needs beside the settings of the receivers and of the lifecycle.
 *
 * @throws SettingsError with every fault at once.
 */
export const readOfflineSettings = (
  environment: Readonly<Record<string, string | undefined>>,
): v.InferOutput<typeof settings> => {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = v.safeParse(settings, given);
  if (result.success) return result.output;
  throw new SettingsError(result.issues.map((issue) => `${issue.path?.[0].key} ${issue.message}`));
};
