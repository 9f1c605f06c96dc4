import type { Body, PortalKey } from './bodies.ts';
import { play } from './run.ts';
import type { Clock } from './stage/functions.ts';
import type { Stage } from './stage/stage.ts';

type Making = (portal: PortalKey) => Body;

/**
 * Lets every process work before anything is measured: a cold start here has a share of a CPU, and not a CPU as in
 * Lambda.
 *
 * @param sandboxes per event type.
 */
export const warmUp = async (
  stage: Stage,
  make: Making,
  sandboxes: number,
  clocks: readonly Clock[] = ['exact'],
): Promise<void> => {
  await play(stage, { name: 'warm-up', weight: 0, phases: [{}], clocks }, sandboxes * 24, make);
};

/**
 * Whether the check finds a loss: plays a bus that says of one call that it has taken everything, and delivers
 * nothing of it.
 */
export const findsLoss = async (stage: Stage, make: Making): Promise<boolean> => {
  const lying = { rules: [{ service: 'eventbridge', fault: 'drop', most: 1 }] } as const;
  const scenario = { name: 'a bus that lies', weight: 0, phases: [lying], limit: 3_000 };
  const { account } = await play(stage, scenario, 24, make);
  return stage.dropped.size > 0 && [...stage.dropped].every((marker) => account.lost.includes(marker));
};
