import { type Delivery, deliver, targetsOf } from './delivery.ts';
import { knownEvents } from './events.ts';
import type { Faults } from './faults.ts';
import { type Installed, type InstallOptions, install, userReady } from './installation.ts';
import { type UninstallOptions, type UpdateOptions, uninstall, update } from './lifecycle.ts';
import { enqueue } from './offline-queue.ts';
import { type DeleteOptions, deleteMessage, type EditOptions, editMessage } from './operator.ts';
import { applyChange, newPortal, type Portal, type PortalChange, type PortalOptions } from './portal.ts';
import { clientEndpoint, type Site } from './site.ts';
import { INSTALLER, issuePair, type TokenPair } from './tokens.ts';

/** Everything about a portal, with its fake tokens: the newest of each kind is the last. */
export type PortalState = Omit<Portal, 'requests' | 'lastBindingId' | 'lastOfflineId'> & {
  readonly clientEndpoint: string;
};

type FireOptions = { readonly ts?: number; readonly offlineTs?: number };

/** What moves the stand-in from outside, in the same process or over HTTP (`/_control/`). */
export type Control = {
  createPortal(options?: PortalOptions): Promise<PortalState>;
  portals(): Promise<PortalState[]>;
  portal(memberId: string): Promise<PortalState>;
  changePortal(memberId: string, change: PortalChange): Promise<PortalState>;
  /** A fresh pair of the installer's tokens, such as a body carries. */
  issueTokens(memberId: string): Promise<TokenPair>;
  install(memberId: string, options: InstallOptions): Promise<Installed>;
  userReady(memberId: string, url: string): Promise<Delivery>;
  /**
   * Lets an event happen; `ts` in Unix seconds, as posted. The portal stamps the copy in its offline queue
   * separately: `offlineTs`, the time of the portal where there is none.
   *
   * @returns what was posted: nothing unless the application is INSTALLED and has bound the event.
   */
  fire(memberId: string, event: string, data: unknown, options?: FireOptions): Promise<Delivery[]>;
  /** An operator changes a message of a connector: nothing is posted unless its delivery was confirmed. */
  editMessage(memberId: string, options: EditOptions): Promise<Delivery[]>;
  deleteMessage(memberId: string, options: DeleteOptions): Promise<Delivery[]>;
  update(memberId: string, options?: UpdateOptions): Promise<Delivery[]>;
  uninstall(memberId: string, options?: UninstallOptions): Promise<Delivery[]>;
  /** Plays faults from now on; `{}` ends them. */
  setFaults(faults: Faults): Promise<void>;
};

/** Something that the stand-in was asked and cannot do. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The verbs in this process. */
export const controlOfSite = (site: Site): Control => {
  const { portals, clock } = site;
  const known = (memberId: string): Portal => {
    const portal = portals.get(memberId);
    if (portal === undefined)
      throw new ControlError(
        404,
        `There is no portal ${memberId}. There are: ${[...portals.keys()].join(', ') || 'none'}`,
      );
    return portal;
  };
  const stateOf = ({ requests, lastBindingId, lastOfflineId, ...state }: Portal): PortalState =>
    structuredClone({ ...state, clientEndpoint: clientEndpoint(site, known(state.memberId)) });
  return {
    createPortal: async (options = {}) => stateOf(create(site, options)),
    portals: async () => [...portals.values()].map(stateOf),
    portal: async (memberId) => stateOf(known(memberId)),
    changePortal: async (memberId, change) => {
      applyChange(known(memberId), change, clock());
      return stateOf(known(memberId));
    },
    issueTokens: async (memberId) => issuePair(known(memberId), INSTALLER, clock()),
    install: async (memberId, options) => await install(site, known(memberId), options),
    userReady: async (memberId, url) => await userReady(site, known(memberId), url),
    fire: async (memberId, event, data, options = {}) =>
      await fire(site, known(memberId), event, data, options),
    editMessage: async (memberId, options) => await editMessage(site, known(memberId), options),
    deleteMessage: async (memberId, options) => await deleteMessage(site, known(memberId), options),
    update: async (memberId, options = {}) => await update(site, known(memberId), options),
    uninstall: async (memberId, options = {}) => await uninstall(site, known(memberId), options),
    setFaults: async (faults) => site.faults.set(faults),
  };
};

const create = ({ portals, clock }: Site, options: PortalOptions): Portal => {
  const portal = newPortal(options, clock());
  if (portals.has(portal.memberId))
    throw new ControlError(
      409,
      `There is a portal ${portal.memberId} already. Leave memberId out for a new one.`,
    );
  portals.set(portal.memberId, portal);
  return portal;
};

const fire = async (
  site: Site,
  portal: Portal,
  given: string,
  data: unknown,
  { ts, offlineTs }: FireOptions,
): Promise<Delivery[]> => {
  const event = given.toUpperCase();
  const events = knownEvents(portal.scopes, portal.unknownEvents);
  if (!events.includes(event))
    throw new ControlError(400, `This portal has no event ${event}. It has: ${events.join(', ')}`);
  enqueue(portal, event, data, offlineTs === undefined ? site.clock() : offlineTs * 1000);
  return await deliver(
    site,
    portal,
    { event, data, ...(ts !== undefined && { ts }) },
    targetsOf(portal, event),
  );
};
