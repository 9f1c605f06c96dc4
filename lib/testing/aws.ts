import { type CloudEvent, portalOf, routingIdsOf } from '../events/cloud-event.ts';
import { digest128 } from '../events/identity.ts';
import { type Contract, sourceOf } from '../schemas/contract.ts';
import { contracts } from '../schemas/index.ts';

export const REGION = 'eu-central-1';
export const ACCOUNT = '123456789012';

/** An event of any version, also one that this release does not know. */
export type AnyEvent = CloudEvent<object>;

/** A UUID that is always the same for the same text. */
export const uuidOf = (text: string): string =>
  digest128(text).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

/** EventBridge's `DetailType` and `Source`. An event that this release does not know goes by its type. */
export const detailTypeOf = ({ type }: AnyEvent): { name: string; source: string } => {
  const unversioned = withoutVersion(type);
  const contract = Object.values<Contract>(contracts).find(
    (each) => withoutVersion(each.type) === unversioned,
  );
  return contract === undefined
    ? { name: unversioned, source: unversioned.split('.').slice(1, 3).join('.') }
    : { name: contract.name, source: sourceOf(contract) };
};

const withoutVersion = (type: string): string => type.replace(/\.v\d+$/, '');

type MessageAttribute = { readonly name: string; readonly type: 'String' | 'Number'; readonly value: string };

/** The message attributes that b24bus publishes to SNS with. */
export const messageAttributesOf = (event: AnyEvent): MessageAttribute[] => {
  const { connector, line } = routingIdsOf(event.data);
  const text = { type: 'String' } as const;
  return [
    { name: 'event', ...text, value: detailTypeOf(event).name },
    { name: 'type', ...text, value: event.type },
    { name: 'portal', ...text, value: portalOf(event) },
    ...(connector === undefined ? [] : [{ name: 'connector', ...text, value: connector }]),
    ...(line === undefined ? [] : [{ name: 'line', type: 'Number', value: String(line) } as const]),
  ];
};
