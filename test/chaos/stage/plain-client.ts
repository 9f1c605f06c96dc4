/**
 * The Runtime API's loop and nothing else: asks for an invocation, hands it to the handler, answers. In the place of
 * Lambda's runtime client where that cannot be built.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

type Handler = (event: unknown, context: { readonly awsRequestId: string }) => Promise<unknown>;

const { AWS_LAMBDA_RUNTIME_API: host, _HANDLER: name = '', LAMBDA_TASK_ROOT: root = '' } = process.env;
const api = `http://${host}/2018-06-01/runtime/invocation`;

const importHandler = async (): Promise<Handler> => {
  const [, file = '', member = ''] = /^(.+)\.([^.]+)$/.exec(name) ?? [];
  const url = pathToFileURL(join(root, file)).href;
  const exported = (await import(url)) as Readonly<Record<string, Handler>>;
  const handler = exported[member];
  if (handler === undefined) throw new Error(`${name} is no export`);
  return handler;
};

const handler = await importHandler();

for (;;) {
  const next = await fetch(`${api}/next`);
  const awsRequestId = next.headers.get('lambda-runtime-aws-request-id') ?? '';
  try {
    const body = JSON.stringify(await handler(await next.json(), { awsRequestId }));
    await fetch(`${api}/${awsRequestId}/response`, { method: 'POST', body });
  } catch (fault) {
    await fetch(`${api}/${awsRequestId}/error`, { method: 'POST', body: JSON.stringify(String(fault)) });
  }
}
