import { OnAppTest } from '../../lib/catalogue/app.ts';
import { receive } from '../../lib/middleware/receive.ts';

export const handler = await receive(OnAppTest);
