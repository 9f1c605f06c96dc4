import { OnAppUninstall } from '../../lib/catalogue/app.ts';
import { receiveUninstallation } from '../../lib/lifecycle/receive.ts';

export const handler = receiveUninstallation(OnAppUninstall);
