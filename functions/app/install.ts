import { OnAppInstall } from '../../lib/catalogue/app.ts';
import { receiveInstallation } from '../../lib/lifecycle/receive.ts';

export const handler = receiveInstallation(OnAppInstall);
