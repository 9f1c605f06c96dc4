import type { CommandResult } from '../bitrix24/batch.ts';
import { Bitrix24Error } from '../bitrix24/error.ts';
import type { RestClient } from '../bitrix24/rest.ts';
import { PortalsFault } from '../portals/fault.ts';
import { PortalChanged, type PortalProblem } from '../portals/portal.ts';

/** Codes that a REST call can bring because its access token had to be renewed on the way. */
const ofOauth = new Set([
  'invalid_grant',
  'invalid_client',
  'ANOTHER_PORTAL',
  'ENDPOINT_REFUSED',
  'UNINSTALLED',
]);

/** Faults of the storage that no waiting cures. */
const lasting = new Set(['TOKENS_UNREADABLE', 'TOKENS_OF_NEWER_VERSION', 'APPLICATION_BROKEN']);

/** What went wrong in a check, and which codes of it may pass by themselves. */
export class Trouble {
  readonly problems: PortalProblem[] = [];
  readonly temporary = new Set<string>();

  /**
   * Adds a fault as a problem: of the check given, or of `storage`.
   *
   * @throws what is neither of Bitrix24 nor of AWS: a defect.
   */
  add(check: 'oauth' | 'portal', fault: unknown): void {
    const { code, message, cure } = explained(fault);
    if (isTemporary(fault)) this.temporary.add(code);
    const named = fault instanceof Bitrix24Error ? (ofOauth.has(code) ? 'oauth' : check) : 'storage';
    this.problems.push({ check: named, code, message, cure });
  }

  /** The same client; of commands that fail, it is noted which may pass. */
  noting(rest: RestClient): RestClient {
    return {
      call: (method, params) => rest.call(method, params),
      batch: async (commands) => {
        const results = await rest.batch(commands);
        for (const result of Object.values<CommandResult>(results)) {
          if ('error' in result && result.error.temporary) this.temporary.add(result.error.code);
        }
        return results;
      },
    };
  }
}

type Explained = Pick<PortalProblem, 'code' | 'message' | 'cure'>;

const explained = (fault: unknown): Explained => {
  if (fault instanceof Bitrix24Error || fault instanceof PortalsFault) return fault;
  if (!(fault instanceof PortalChanged)) throw fault;
  return { code: fault.name, message: fault.message, cure: 'It is tried again by itself.' };
};

const isTemporary = (fault: unknown): boolean =>
  fault instanceof Bitrix24Error
    ? fault.temporary
    : !(fault instanceof PortalsFault && lasting.has(fault.code));
