import { versionOf } from '../schemas/contract.ts';
import type { EventSchemas } from './files.ts';
import { differences } from './schema-difference.ts';

/** A change that a consumer of the last release may stumble over. */
export type BreakingChange = {
  /** The CloudEvents type. */
  readonly type: string;
  /** Of the field, as `data.message.files[].size`; empty for the event as a whole. */
  readonly path: string;
  readonly change: string;
  readonly cure: string;
};

/**
 * What of the current schemas could break a consumer that was written, or an event that was archived, for the
 * released ones. New optional fields, new events, new versions and other words break nothing. A type may go once a
 * release has had both it and a newer version of it.
 */
export const breakingChanges = (released: EventSchemas, current: EventSchemas): BreakingChange[] =>
  Object.entries(released).flatMap(([type, before]) => {
    const after = current[type];
    if (after === undefined) return hasNewer(released, type) ? [] : [goneTooEarly(type)];
    const cure = hasNewer(current, type) ? restore(type) : newVersion(type);
    return differences(before, after).map(({ path, change }) => ({ type, path, change, cure }));
  });

const ofVersion = (type: string, version: number): string => type.replace(/\d+$/, String(version));

const hasNewer = (schemas: EventSchemas, type: string): boolean =>
  Object.keys(schemas).some(
    (other) => versionOf(other) > versionOf(type) && ofVersion(other, versionOf(type)) === type,
  );

const newVersion = (type: string): string =>
  `give the changed event the type ${ofVersion(type, versionOf(type) + 1)}, and keep this one in \`earlier\` of its contract`;

const restore = (type: string): string =>
  `let \`earlier\` have ${type} as it was released: it is the newer version that may differ`;

const goneTooEarly = (type: string): BreakingChange => ({
  type,
  path: '',
  change: 'is not published any more',
  cure: 'keep it in `earlier` of its contract until a release has had it and a newer version of it',
});

/** A breaking change in words. */
export const explained = ({ type, path, change, cure }: BreakingChange): string =>
  `${type}: ${path === '' ? 'the event' : path} ${change}.\n  Cure: ${cure}.`;
