import * as v from 'valibot';
import { readAnswer } from '../bitrix24/answer.ts';
import type { CommandResult } from '../bitrix24/batch.ts';
import { Bitrix24Error } from '../bitrix24/error.ts';
import type { RestClient } from '../bitrix24/rest.ts';
import type { PortalProblem } from '../portals/portal.ts';
import { type ListedBinding, listedBindings } from './listed.ts';

/** What the application's form in Bitrix24 must grant. */
export const requiredScopes: readonly string[] = ['imopenlines', 'imconnector'];

/** What a portal says about the application; undefined where it did not say. */
export type Inspection = {
  readonly installed: boolean | undefined;
  readonly scopes: readonly string[] | undefined;
  readonly bindings: readonly ListedBinding[] | undefined;
  /** Of the checks `installed`, `scope` and `bindings`: what is wrong, or could not be asked. */
  readonly problems: readonly PortalProblem[];
};

const applicationInfo = v.pipe(
  v.object({ INSTALLED: v.union([v.boolean(), v.picklist(['Y', 'N', '1', '0', 1, 0])]) }),
  v.transform(({ INSTALLED }) => INSTALLED === true || INSTALLED === 'Y' || Number(INSTALLED) === 1),
);

const names = v.array(v.string());
const scopeList = v.union([
  names,
  v.pipe(
    v.record(v.string(), v.string()),
    v.transform((map) => Object.values(map)),
  ),
]);

const problem = (check: string, { code, message, cure }: Bitrix24Error): PortalProblem => ({
  check,
  code,
  message,
  cure,
});

/** A command's answer; a problem instead if it failed or is not as documented. */
const finding = <Schema extends v.GenericSchema>(
  check: string,
  method: string,
  schema: Schema,
  result: CommandResult,
): { readonly value?: v.InferOutput<Schema>; readonly problems: readonly PortalProblem[] } => {
  try {
    if ('error' in result) throw result.error;
    return { value: readAnswer(schema, result.value, method), problems: [] };
  } catch (fault) {
    if (!(fault instanceof Bitrix24Error)) throw fault;
    return { problems: [problem(check, fault)] };
  }
};

const scopeError = (missing: readonly string[]): Bitrix24Error =>
  new Bitrix24Error('insufficient_scope', `The application lacks the scope ${missing.join(' and ')}.`);

const notInstalled = (): Bitrix24Error =>
  new Bitrix24Error(
    'NOT_INSTALLED',
    'The installation of the application is not finished, and until then the portal delivers nothing.',
  );

/**
 * Asks a portal, in one batch, whether the application is installed, with which scopes, and what it has bound.
 *
 * @throws Bitrix24Error if the portal cannot be asked at all.
 */
export const inspectApplication = async (rest: Pick<RestClient, 'batch'>): Promise<Inspection> => {
  const answers = await rest.batch({
    info: { method: 'app.info' },
    scope: { method: 'scope' },
    events: { method: 'event.get' },
  });
  const info = finding('installed', 'app.info', applicationInfo, answers.info);
  const scope = finding('scope', 'scope', scopeList, answers.scope);
  const events = finding('bindings', 'event.get', listedBindings, answers.events);
  const granted = scope.value;
  const missing = granted === undefined ? [] : requiredScopes.filter((each) => !granted.includes(each));
  const problems = [
    ...info.problems,
    ...(info.value === false ? [problem('installed', notInstalled())] : []),
    ...scope.problems,
    ...(missing.length > 0 ? [problem('scope', scopeError(missing))] : []),
    ...events.problems,
  ];
  return { installed: info.value, scopes: granted, bindings: events.value, problems };
};
