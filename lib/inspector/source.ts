import type { Journal } from './journal.ts';
import type {
  About,
  ActionReport,
  Details,
  InstalledPortal,
  Queues,
  Selection,
  SendOrder,
  SendReport,
  Template,
} from './protocol.ts';

/** Where the page gets what it shows: a local run, or a deployed stack. */
export type InspectorSource = {
  readonly about: About;
  readonly journal: Journal;
  details(seq: number): Promise<Details | undefined>;
  queues(): Promise<Queues>;
  portals(): Promise<readonly InstalledPortal[]>;
  /** What only a local run can do. */
  readonly actions?: InspectorActions;
};

/** Each rejects with an error whose message says what to do. */
export type InspectorActions = {
  /** Undefined where there is no such event. */
  template(event: string): Promise<Template | undefined>;
  send(order: SendOrder, aborted: AbortSignal): Promise<SendReport>;
  /** Plays a whole conversation, from its first message to its end. */
  play(aborted: AbortSignal): Promise<SendReport>;
  replay(selection: Selection): Promise<ActionReport>;
  drop(selection: Selection): Promise<ActionReport>;
  redrive(selection: Selection): Promise<ActionReport>;
};
