import { Bitrix24Error } from '../../bitrix24/error.ts';
import { SettingsError } from '../../errors.ts';
import { PortalsFault } from '../../portals/fault.ts';
import type { Check, Facts, Finding } from './check.ts';

/** A row of the report. */
export type CheckResult = Finding & { readonly name: string };

/**
 * Runs the checks in their order. One whose needs are not met is skipped; no fault stops the others.
 *
 * @param starting told of each check before it runs.
 */
export const runChecks = async (
  checks: readonly Check[],
  given: Facts,
  starting: (name: string) => void,
): Promise<{ readonly results: readonly CheckResult[]; readonly facts: Facts }> => {
  let facts = given;
  const results: CheckResult[] = [];
  const works = (name: string): boolean =>
    results.some((result) => result.name === name && (result.status === 'ok' || result.status === 'warn'));
  const isThere = (name: string): boolean => results.some((result) => result.name === name);
  for (const check of checks) {
    if (check.applies?.(facts) === false) continue;
    const lacking = check.needs.find((need) => isThere(need) && !works(need));
    if (lacking !== undefined) {
      results.push({ name: check.name, status: 'skipped', seen: `needs: ${lacking}` });
      continue;
    }
    starting(check.name);
    const { learnt, ...finding } = await outcomeOf(check, facts);
    facts = { ...facts, ...learnt };
    results.push({ name: check.name, ...finding });
  }
  return { results, facts };
};

const outcomeOf = async (check: Check, facts: Facts): ReturnType<Check['run']> => {
  try {
    return await check.run(facts);
  } catch (fault) {
    return findingOf(fault, facts);
  }
};

/**
 * What a fault says about the check that met it.
 *
 * @throws the fault itself where it has no cure: it is one of ours.
 */
export const findingOf = (fault: unknown, { target }: Pick<Facts, 'target'>): Finding => {
  if (fault instanceof PortalsFault || fault instanceof Bitrix24Error) {
    return { status: 'fail', seen: `${fault.message} (${fault.code})`, cure: fault.cure };
  }
  if (fault instanceof SettingsError) {
    const faults = fault.message.split('\n').slice(1);
    return {
      status: 'fail',
      seen: faults.map((line) => line.replace(/^- /, '')).join('; '),
      cure: target.rebuild,
    };
  }
  throw fault;
};
