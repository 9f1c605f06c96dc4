import type { CloudEvent } from '../events/cloud-event.ts';
import type { ContractName, PublishedEvent } from '../schemas/index.ts';

export type { EventData } from '../schemas/index.ts';

/** Bitrix24's name of an event, or that of an event of b24bus itself. */
export type EventName = ContractName;

/** What `parse` reads out of an event, beside its attributes. */
type Read<Name> = {
  /** Bitrix24's name of the event: what to switch over. */
  readonly name: Name;
  /** The version of `data`, the last part of `type`. */
  readonly version: number;
  /** The portal that the event comes from, its `member_id`. */
  readonly portal: string;
};

/** An event in the version that this release knows. */
export type KnownEvent<Name extends EventName> = PublishedEvent<Name> & Read<Name>;

/** An event that this release does not know, or not in this version: passed through, `data` not looked at. */
export type UnknownEvent = CloudEvent<unknown> &
  Read<'Unknown'> & {
    /** `version`: another version of `knownAs`; `type`: an event of which this release knows none. */
    readonly reason: 'version' | 'type';
    /** The event that this release knows in another version. */
    readonly knownAs?: EventName;
  };

/** Anything that b24bus publishes. */
export type BusEvent = { [Name in EventName]: KnownEvent<Name> }[EventName] | UnknownEvent;
