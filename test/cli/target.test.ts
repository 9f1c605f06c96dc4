import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen, readBody, shutDown } from '../../lib/local/http.ts';
import { type Ended, runCommand } from './command-line.ts';
import { type Deployment, startDeployment, withEnvironment } from './deployment.ts';

type Answer = { readonly status: number; readonly xml: string };

const STAGE = ['--stage', 'prod', '--region', 'eu-west-1'];

let deployment: Deployment;
let memberId: string;
let cloudFormation: Server;
let endpoint: string;
let answer: Answer;
let asked: { readonly body: string; readonly authorization: string } | undefined;

beforeAll(async () => {
  deployment = await startDeployment();
  memberId = (await deployment.installed()).memberId;
  cloudFormation = createServer(async (request, response) => {
    const body = (await readBody(request)).toString('utf8');
    asked = { body, authorization: request.headers.authorization ?? '' };
    response.writeHead(answer.status, { 'content-type': 'text/xml' });
    response.end(answer.xml);
  });
  endpoint = `http://127.0.0.1:${await listen(cloudFormation, 0)}`;
});

afterAll(async () => {
  await shutDown(cloudFormation);
  await deployment.stop();
});

/** What DescribeStacks answers, in the query protocol. */
const stackWith = (outputs: Readonly<Record<string, string | undefined>>): Answer => {
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  const stack = `<StackName>b24bus-prod</StackName><CreationTime>2026-11-22T00:00:00Z</CreationTime><StackStatus>UPDATE_COMPLETE</StackStatus><Outputs>${members.join('')}</Outputs>`;
  return {
    status: 200,
    xml: `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member>${stack}</member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
  };
};

const refusal = (status: number, code: string, message: string): Answer => ({
  status,
  xml: `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
});

/** The outputs of a stack whose parts are those of the local run. */
const outputs = () => {
  const { environment, url } = deployment;
  return {
    Destinations: environment['DESTINATIONS'],
    EventBusName: environment['EVENT_BUS_NAME'],
    TopicArn: environment['TOPIC_ARN'],
    UndeliveredQueueUrl: environment['UNDELIVERED_QUEUE_URL'],
    QuarantineQueueUrl: environment['QUARANTINE_QUEUE_URL'],
    PortalsTableName: environment['PORTALS_TABLE'],
    TokenKeyArn: environment['TOKEN_KEY_ID'],
    ApplicationParameter: environment['APPLICATION_PARAMETER'],
    InstallUrl: `${url}/app/install`,
  };
};

/** A user's environment: keys, and endpoints where the services of the account are. */
const account = (): Record<string, string> => ({
  ...Object.fromEntries(
    Object.entries(deployment.environment).filter(
      ([name]) => name.startsWith('AWS_') && name !== 'AWS_REGION',
    ),
  ),
  AWS_ENDPOINT_URL_CLOUDFORMATION: endpoint,
  AWS_PROFILE: '',
});

const run = (...args: readonly string[]): Promise<Ended> => runCommand(args, account());

const errorOf = ({ stdout }: Ended) =>
  (JSON.parse(stdout) as { error: { code: string; message: string; cure: string } }).error;

describe('--stage', () => {
  it('reads from the outputs of the stack where everything is', async () => {
    answer = stackWith(outputs());
    const { code, stdout } = await run('portals', 'show', memberId, '--json', ...STAGE);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ memberId, health: 'healthy' });
    expect(new URLSearchParams(asked?.body).get('StackName')).toBe('b24bus-prod');
    expect(asked?.authorization).toContain('/eu-west-1/cloudformation/');
  });

  it('takes the region of the environment where none is given', async () => {
    answer = stackWith(outputs());
    await runCommand(['portals', 'list', '--stage', 'prod'], { ...account(), AWS_REGION: 'ap-south-1' });
    expect(asked?.authorization).toContain('/ap-south-1/cloudformation/');
  });

  it('names itself in the commands of cures', async () => {
    answer = stackWith(outputs());
    const { stderr } = await run('portals', 'show', 'nobody', ...STAGE);
    expect(stderr).toBe(
      'There is no portal nobody in the stack b24bus-prod in eu-west-1.\n→ See which there are: npx b24bus portals list --stage prod --region eu-west-1\n',
    );
  });

  it('lets the doctor ask for a deployment where the stack is older', async () => {
    const { PortalsTableName: _, InstallUrl: __, ...older } = outputs();
    answer = stackWith(older);
    const { code, stdout } = await run('doctor', '--json', ...STAGE);
    const { checks } = JSON.parse(stdout) as { checks: { name: string; status: string; cure?: string }[] };
    expect(checks[0]).toMatchObject({
      name: 'settings',
      status: 'fail',
      cure: 'Deploy it again: npm run deploy -- --stage prod --region eu-west-1',
    });
    expect(code).toBe(1);
  });

  it('says that there is no such stack', async () => {
    answer = refusal(400, 'ValidationError', 'Stack with id b24bus-prod does not exist');
    const ended = await run('portals', 'list', '--json', ...STAGE);
    expect(errorOf(ended)).toEqual({
      code: 'STACK_NOT_FOUND',
      message: 'There is no stack b24bus-prod in eu-west-1.',
      cure: 'Check the stage, the region (--region) and the account, or deploy it: npm run deploy -- --stage prod',
    });
    expect(ended.code).toBe(3);
  });

  it.each([
    ['AccessDenied', 'Allow yourself cloudformation:DescribeStacks on the stack b24bus-prod.'],
    ['ExpiredToken', 'The AWS credentials have expired: get new ones, for example with `aws sso login`.'],
  ])('tells the cure when AWS answers %s', async (code, cure) => {
    answer = refusal(403, code, 'no');
    const ended = await run('portals', 'list', '--json', ...STAGE);
    expect(errorOf(ended)).toMatchObject({ code, cure });
    expect(ended.code).toBe(3);
  });

  it('does not show the request that AWS spells out for a wrong signature', async () => {
    const canonical = 'The Canonical String was\nPOST\n/\n\nx-amz-security-token:very-secret\n';
    answer = refusal(403, 'SignatureDoesNotMatch', `The signature does not match.\n${canonical}`);
    const { code, stdout, stderr } = await run('portals', 'list', '--json', ...STAGE);
    expect(code).toBe(3);
    expect(stdout + stderr).toContain('The signature does not match.');
    expect(stdout + stderr).not.toContain('very-secret');
  });

  it('asks for credentials where there are none', async () => {
    const ended = await runCommand(['portals', 'list', '--json', ...STAGE], {
      AWS_ENDPOINT_URL_CLOUDFORMATION: endpoint,
    });
    expect(errorOf(ended)).toMatchObject({
      code: 'CredentialsProviderError',
      cure: expect.stringContaining('Put AWS credentials into the environment') as string,
    });
    expect(ended.code).toBe(3);
  });
});

describe('without --stage', () => {
  it('looks at the port of the environment for the local run', async () => {
    const { port } = new URL(deployment.url);
    const { stdout, code } = await runCommand(['portals', 'show', memberId, '--json'], { PORT: port });
    expect(JSON.parse(stdout)).toMatchObject({ memberId });
    expect(code).toBe(0);
  });

  it('names both cures where no local run answers', async () => {
    const ended = await runCommand(['doctor', '--url', 'http://127.0.0.1:1']);
    expect(ended).toEqual({
      code: 3,
      stdout: '',
      stderr:
        'No local run answers at http://127.0.0.1:1.\n→ Start it with `npm start` (another port: --url <url>), or name a deployed stack: --stage <stage>.\n',
    });
  });

  it('takes nothing else for a local run', async () => {
    answer = { status: 200, xml: '<html></html>' };
    const page = await runCommand(['doctor', '--url', endpoint]);
    expect(page.stderr).toContain(`What answers at ${endpoint} is no local run.`);
    answer = { status: 200, xml: '{"AWS_ENDPOINT_URL_STS":"http://127.0.0.1:1"}' };
    const withoutCredentials = await runCommand(['doctor', '--url', endpoint]);
    expect(withoutCredentials.stderr).toContain(
      `What answers at ${endpoint} is no local run of this version.`,
    );
    expect([page.code, withoutCredentials.code]).toEqual([3, 3]);
  });

  it('does not hand the credentials of the user to the local run', async () => {
    answer = refusal(403, 'InvalidClientTokenId', 'no');
    const settings = { ...deployment.environment, AWS_ENDPOINT_URL_STS: endpoint };
    const user = {
      AWS_PROFILE: '',
      AWS_ACCESS_KEY_ID: 'AKIAUSER',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_SESSION_TOKEN: 'y',
    };
    await withEnvironment(settings, (url) => runCommand(['doctor', '--url', url], user));
    expect(asked?.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=local\//);
    expect(asked?.authorization).not.toContain('x-amz-security-token');
  });
});
