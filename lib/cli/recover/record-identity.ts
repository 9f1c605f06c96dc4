import { canonicalJson, digest128 } from '../../events/identity.ts';
import type { StoredRecord } from '../../publish/record.ts';

/**
 * What makes two records the same: the event, and the destinations that lack it. Bodies whose sender is to be
 * checked first are the same only with the same token: the first of two may turn out to be forged.
 */
export const identityOf = (record: StoredRecord): string => {
  switch (record.kind) {
    case 'undelivered':
      return [record.event.id, ...Object.keys(record.rejections).toSorted()].join(' ');
    case 'quarantined':
      return [record.reference, record.reason, ...record.items].join(' ');
    case 'unverified': {
      const { route, memberId, tokenDigest, body } = record;
      return digest128(canonicalJson([route, memberId, tokenDigest, body]));
    }
  }
};

/** The event that a record is of, for people. */
export const eventNameOf = (record: StoredRecord): string =>
  record.kind === 'undelivered' ? record.name : record.route;
