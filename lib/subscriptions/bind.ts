import type { RestClient } from '../bitrix24/rest.ts';
import { applyBindings, type Subscriptions } from './apply.ts';
import { type Deployment, otherBaseUrls, wantedBindings } from './wanted.ts';

/**
 * Binds every event of the catalogue to this deployment, and removes the handlers of earlier ones.
 *
 * @throws Bitrix24Error if the portal cannot be asked at all; what it refuses is in `failed`.
 */
export const bindAll = (rest: Pick<RestClient, 'batch'>, deployment: Deployment): Promise<Subscriptions> =>
  applyBindings(rest, {
    bind: wantedBindings(deployment.baseUrl),
    unbind: otherBaseUrls(deployment).flatMap(wantedBindings),
  });

/**
 * Removes the handlers of this deployment and of earlier ones.
 *
 * @throws Bitrix24Error if the portal cannot be asked at all.
 */
export const unbindAll = async (
  rest: Pick<RestClient, 'batch'>,
  deployment: Deployment,
): Promise<Pick<Subscriptions, 'unbound' | 'failed'>> => {
  const urls = [deployment.baseUrl, ...otherBaseUrls(deployment)];
  const { unbound, failed } = await applyBindings(rest, { bind: [], unbind: urls.flatMap(wantedBindings) });
  return { unbound, failed };
};
