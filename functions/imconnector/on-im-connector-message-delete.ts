import { OnImConnectorMessageDelete } from '../../lib/catalogue/imconnector.ts';
import { receive } from '../../lib/middleware/receive.ts';

export const handler = await receive(OnImConnectorMessageDelete);
