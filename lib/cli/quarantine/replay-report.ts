import type { Output } from '../output.ts';
import { unreadableLine } from '../queue/unreadable-line.ts';
import { textTable } from '../text-table.ts';
import type { Replayed } from './replay-body.ts';

type Report = {
  readonly replayed: readonly Replayed[];
  readonly unreadable: number;
  readonly dryRun: boolean;
};

/** Whether a body has left the quarantine for good. */
export const isDone = ({ outcome }: Replayed): boolean => outcome === 'published' || outcome === 'stored';

/** Tells what became of each body. */
export const replayReport = ({ replayed, unreadable, dryRun }: Report, output: Output): void => {
  const done = replayed.filter(isDone).length;
  const left = replayed.length - done;
  output.result({ dryRun, done, stillInvalid: left, unreadable, replayed }, () => {
    if (replayed.length === 0) return `Nothing in quarantine to replay.\n${unreadableLine(unreadable)}`;
    const would = dryRun ? 'would leave' : 'left';
    const summary = `${done} ${would} the quarantine, ${left} ${left === 1 ? 'is still not valid and stays' : 'are still not valid'}${left > 1 ? ' and stay' : ''}.`;
    return `${textTable([heading, ...replayed.map((each) => rowOf(each, dryRun))])}\n${summary}\n${unreadableLine(unreadable)}`;
  });
};

const heading = ['REFERENCE', 'EVENT', 'OUTCOME', 'IDS, OR WHY NOT'];

const rowOf = ({ reference, event, outcome, ids, errors }: Replayed, dryRun: boolean): string[] => [
  reference,
  event,
  outcomes[outcome][dryRun ? 'rehearsed' : 'done'],
  [...ids.slice(0, 3), ids.length > 3 ? `and ${ids.length - 3} more` : '', ...errors.slice(0, 1).map(told)]
    .filter((part) => part !== '')
    .join(', '),
];

const told = ({ path, message }: Replayed['errors'][number]): string => `${path} ${message}`;

const outcomes = {
  published: { done: 'published', rehearsed: 'valid' },
  stored: { done: 'stored', rehearsed: 'valid' },
  quarantined: { done: 'still invalid', rehearsed: 'still invalid' },
  undelivered: { done: 'undelivered', rehearsed: 'undelivered' },
} as const satisfies Record<Replayed['outcome'], object>;
