import { OnSessionStart } from '../../lib/catalogue/imopenlines.ts';
import { receive } from '../../lib/middleware/receive.ts';

export const handler = await receive(OnSessionStart);
