import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { expect, test } from 'vitest';
import { proxyEvent } from '../../lib/local/api-gateway.ts';
import { readBody } from '../../lib/local/http.ts';

/** The event made of a request that is written to the socket as it is. */
const eventOf = async (lines: readonly string[], body: Buffer): Promise<APIGatewayProxyEventV2> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const made = new Promise<APIGatewayProxyEventV2>((resolve) => {
    server.once('request', (request, response) => {
      readBody(request).then((received) => {
        resolve(proxyEvent(request, received, 'ANY /x'));
        response.end();
      });
    });
  });
  const socket = connect(port, '127.0.0.1');
  socket.write([...lines, `Content-Length: ${body.length}`, 'Connection: close', '', ''].join('\r\n'));
  socket.end(body);
  const event = await made;
  server.close();
  return event;
};

test('a form comes in base64, its bytes intact, with header names in lower case', async () => {
  const bytes = Buffer.from([0x61, 0x3d, 0xff, 0xd0, 0x00, 0x26]);
  const event = await eventOf(
    [
      'POST /x?a=1&a=2&b=%20 HTTP/1.1',
      'Host: portal.example',
      'CONTENT-TYPE: application/x-www-form-urlencoded',
      'X-Twice: one',
      'x-twice: two',
      'Cookie: c=1; d=2',
      'User-Agent: Bitrix24 Webhook Engine',
    ],
    bytes,
  );
  expect(event).toMatchObject({
    version: '2.0',
    routeKey: 'ANY /x',
    rawPath: '/x',
    rawQueryString: 'a=1&a=2&b=%20',
    queryStringParameters: { a: '1,2', b: ' ' },
    cookies: ['c=1', 'd=2'],
    isBase64Encoded: true,
    requestContext: { http: { method: 'POST', path: '/x', userAgent: 'Bitrix24 Webhook Engine' } },
  });
  expect(event.headers).toEqual({
    host: 'portal.example',
    'content-type': 'application/x-www-form-urlencoded',
    'x-twice': 'one,two',
    'user-agent': 'Bitrix24 Webhook Engine',
    'content-length': '6',
    connection: 'close',
  });
  expect(Buffer.from(event.body ?? '', 'base64').equals(bytes)).toBe(true);
});

test.each(['application/json', 'text/plain; charset=utf-8'])('%s comes as text', async (type) => {
  const event = await eventOf(
    ['POST /x HTTP/1.1', 'Host: h', `Content-Type: ${type}`],
    Buffer.from('{"я":1}'),
  );
  expect([event.body, event.isBase64Encoded]).toEqual(['{"я":1}', false]);
});

test('a request without a body has none', async () => {
  const event = await eventOf(['GET /x HTTP/1.1', 'Host: h'], Buffer.alloc(0));
  expect(event).not.toHaveProperty('body');
  expect(event.isBase64Encoded).toBe(false);
});
