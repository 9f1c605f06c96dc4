import * as v from 'valibot';
import { type Control, ControlError } from './control-api.ts';
import { faults } from './faults.ts';
import { installOptions, userReadyOptions } from './installation.ts';
import { uninstallOptions, updateOptions } from './lifecycle.ts';
import { deleteOptions, editOptions } from './operator.ts';
import { portalChange, portalOptions } from './portal.ts';

const PREFIX = '/_control/';

const fireOptions = v.strictObject({
  event: v.pipe(v.string(), v.nonEmpty('must not be empty')),
  /** JSON as in the documentation; it is written as PHP writes it. */
  data: v.exactOptional(v.unknown()),
  ts: v.exactOptional(v.pipe(v.number(), v.integer())),
  offlineTs: v.exactOptional(v.pipe(v.number(), v.integer())),
});

/** Whether a path is one of the control routes. */
export const isControl = (path: string): boolean => path.startsWith(PREFIX);

type ControlAnswer = { readonly status: number; readonly body: object };

type Route = (control: Control, input: unknown, memberId: string) => Promise<unknown>;

/** One route: its input is checked, and what it answers is JSON. */
const route =
  <Schema extends v.GenericSchema>(
    schema: Schema,
    run: (control: Control, input: v.InferOutput<Schema>, memberId: string) => Promise<unknown>,
  ): Route =>
  (control, input, memberId) =>
    run(control, v.parse(schema, input), memberId);

const nothing = v.strictObject({});

const routes: Readonly<Record<string, Route>> = {
  'GET portals': route(nothing, (control) => control.portals()),
  'POST portals': route(portalOptions, (control, input) => control.createPortal(input)),
  'PUT faults': route(faults, async (control, input) => {
    await control.setFaults(input);
    return input;
  }),
  'GET portals/<id>': route(nothing, (control, _, id) => control.portal(id)),
  'PUT portals/<id>': route(portalChange, (control, input, id) => control.changePortal(id, input)),
  'POST portals/<id>/tokens': route(nothing, (control, _, id) => control.issueTokens(id)),
  'POST portals/<id>/install': route(installOptions, (control, input, id) => control.install(id, input)),
  'POST portals/<id>/user-ready': route(userReadyOptions, (control, { url }, id) =>
    control.userReady(id, url),
  ),
  'POST portals/<id>/fire': route(fireOptions, (control, { event, data, ...options }, id) =>
    control.fire(id, event, data, options),
  ),
  'POST portals/<id>/edit-message': route(editOptions, (control, input, id) =>
    control.editMessage(id, input),
  ),
  'POST portals/<id>/delete-message': route(deleteOptions, (control, input, id) =>
    control.deleteMessage(id, input),
  ),
  'POST portals/<id>/update': route(updateOptions, (control, input, id) => control.update(id, input)),
  'POST portals/<id>/uninstall': route(uninstallOptions, (control, input, id) =>
    control.uninstall(id, input),
  ),
};

/** Answers a control route; a wrong input is 400 with what is wrong where. */
export const serveControl = async (
  control: Control,
  method: string,
  path: string,
  body: Buffer,
): Promise<ControlAnswer> => {
  const [, memberId = ''] = /^portals\/([^/]+)/.exec(path.slice(PREFIX.length)) ?? [];
  const name = `${method} ${path.slice(PREFIX.length).replace(/^portals\/[^/]+/, 'portals/<id>')}`;
  const run = routes[name];
  if (run === undefined)
    return { status: 404, body: { message: `Not Found. There are: ${Object.keys(routes).join(', ')}` } };
  try {
    return { status: 200, body: (await run(control, inputOf(body), memberId)) as object };
  } catch (fault) {
    if (fault instanceof v.ValiError) return { status: 400, body: problemsOf(name, fault) };
    if (fault instanceof ControlError) return { status: fault.status, body: { message: fault.message } };
    throw fault;
  }
};

const inputOf = (body: Buffer): unknown => {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new ControlError(400, 'The body is not JSON.');
  }
};

const problemsOf = (name: string, fault: v.ValiError<v.GenericSchema>): object => ({
  message: `The body of ${name} is wrong.`,
  errors: fault.issues.map((issue) => ({ path: v.getDotPath(issue) ?? '', message: issue.message })),
});
