import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { clientSettings } from '../../../portals/client-settings.ts';
import { awsFault } from '../../aws-fault.ts';
import type { Check } from '../check.ts';

export const credentials: Check = {
  name: 'AWS credentials',
  needs: ['settings'],
  run: async () => {
    const sts = new STSClient(clientSettings);
    const { Arn = 'nobody' } = await sts.send(new GetCallerIdentityCommand()).catch((fault: unknown) => {
      throw awsFault('AWS does not take the credentials', fault);
    });
    return { status: 'ok', seen: Arn };
  },
};
