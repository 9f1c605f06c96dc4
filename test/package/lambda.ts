import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PackagedService, TemplateValue } from './service.ts';

const run = promisify(execFile);

/** What a handler answered, and how many parameters it takes. */
type Invocation = {
  readonly parameters: number;
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

// The handler logs to the same stream, so the answers stand on its last line.
const BOOTSTRAP = `
  const { handler } = await import(process.argv[1]);
  const context = { awsRequestId: 'test', functionName: 'test', getRemainingTimeInMillis: () => 10_000 };
  const answers = [];
  for (const event of JSON.parse(process.argv[2])) {
    answers.push({ parameters: handler.length, ...(await handler(event, context)) });
  }
  process.stdout.write('\\n' + JSON.stringify(answers));
`;

/** Loads a packaged module in a Node process of its own, as configured in the template, and invokes it. */
export const invoke = async (
  { task, template }: PackagedService,
  module: string,
  events: readonly object[],
): Promise<Invocation[]> => {
  const { stdout } = await run(
    process.execPath,
    ['--input-type=module', '--eval', BOOTSTRAP, join(task, module), JSON.stringify(events)],
    { cwd: task, env: environmentOf(template, module) },
  );
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n') + 1));
};

// What a reference becomes when CloudFormation resolves it.
const RESOLVED: Readonly<Record<string, string>> = {
  EventBus: 'b24bus-dev',
  Topic: 'arn:aws:sns:eu-central-1:000000000000:b24bus-dev',
  UndeliveredQueue: 'https://sqs.eu-central-1.amazonaws.com/000000000000/undelivered',
  QuarantineQueue: 'https://sqs.eu-central-1.amazonaws.com/000000000000/quarantine',
  UndeliveredDeadLetterQueue: 'https://sqs.eu-central-1.amazonaws.com/000000000000/dead-letters',
  PortalsTable: 'b24bus-dev-PortalsTable-1',
  OccurrencesTable: 'b24bus-dev-OccurrencesTable-1',
  'TokenKey.Arn': 'arn:aws:kms:eu-central-1:000000000000:key/1',
  'HttpApi.ApiEndpoint': 'https://api.example',
};

/** All conditions are false with the default parameters. */
const resolved = (value: TemplateValue): string => {
  if (typeof value !== 'object') return String(value);
  if ('Fn::If' in value) return resolved(value['Fn::If'][2]);
  const reference = 'Ref' in value ? value.Ref : value['Fn::GetAtt'].join('.');
  const known = RESOLVED[reference];
  if (known === undefined) throw new Error(`test/package/lambda.ts does not know what ${reference} becomes`);
  return known;
};

const environmentOf = (
  { Resources }: PackagedService['template'],
  module: string,
): Record<string, string> => {
  const handler = module.replace(/\.mjs$/, '.handler');
  const packaged = Object.values(Resources).find(({ Properties }) => Properties?.['Handler'] === handler);
  const declared = Object.entries(packaged?.Properties.Environment?.Variables ?? {});
  const variables = declared.map(([name, value]) => [name, resolved(value)] as const);
  return { ...Object.fromEntries(variables), AWS_REGION: 'eu-central-1' };
};

/** A request in payload format 2.0, its body in base64 as an HTTP API hands forms over. */
export const request = (method: string, path: string, form?: string) => ({
  version: '2.0',
  routeKey: `ANY ${path}`,
  rawPath: path,
  rawQueryString: '',
  headers: { 'content-type': 'application/x-www-form-urlencoded', host: 'api.example' },
  requestContext: {
    accountId: '000000000000',
    apiId: 'test',
    domainName: 'api.example',
    domainPrefix: 'api',
    http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'Bitrix24 Webhook Engine' },
    requestId: 'test',
    routeKey: `ANY ${path}`,
    stage: '$default',
    time: '01/Jan/2026:00:00:00 +0000',
    timeEpoch: 1_767_225_600_000,
  },
  ...(form === undefined ? {} : { body: Buffer.from(form).toString('base64') }),
  isBase64Encoded: form !== undefined,
});
