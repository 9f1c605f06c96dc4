import { readConfig } from '../../../config.ts';
import { lifecycleFrom } from '../../../lifecycle/lifecycle.ts';
import type { Check } from '../check.ts';

export const settings: Check = {
  name: 'settings',
  needs: [],
  run: async ({ target }) => {
    const config = readConfig(target.environment);
    const lifecycle = lifecycleFrom(target.environment);
    const { DESTINATIONS } = config;
    return {
      status: 'ok',
      seen: `${target.name}, publishes to ${DESTINATIONS.join(' and ')}`,
      learnt: { config, lifecycle },
    };
  },
};
