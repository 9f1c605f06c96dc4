import { useState } from 'react';
import type { ActionReport, Selection } from '../../protocol.ts';
import { post } from '../api.ts';

type Action = 'replay' | 'drop' | 'redrive';

/** What can be done to a queue, and what came of the last thing that was. */
export type Actions = {
  readonly isBusy: boolean;
  readonly report?: ActionReport;
  readonly problem?: string;
  run(action: Action, selection: Selection): Promise<void>;
};

type Outcome = Pick<Actions, 'report' | 'problem'>;

const outcomeOf = (action: Action, selection: Selection): Promise<Outcome> =>
  post<ActionReport>(action, selection).then(
    (report) => ({ report }),
    (fault: unknown) => ({ problem: fault instanceof Error ? fault.message : String(fault) }),
  );

/** One action at a time; the queues are looked at again after each. */
export const useActions = (reload: () => void): Actions => {
  const [isBusy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>({});
  const run = async (action: Action, selection: Selection): Promise<void> => {
    setBusy(true);
    setOutcome(await outcomeOf(action, selection));
    setBusy(false);
    reload();
  };
  return { isBusy, ...outcome, run };
};
