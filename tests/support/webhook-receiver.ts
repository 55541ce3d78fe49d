import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Received = { readonly headers: IncomingHttpHeaders; readonly body: string };
type Answering = (response: ServerResponse) => void;

export type WebhookReceiver = {
  readonly url: string;
  /** What came, oldest first. */
  readonly received: readonly Received[];
  /** Requests that are not answered, because the receiver is told to be silent. */
  readonly held: number;
  answerWith(answering: Answering): void;
  stop(): Promise<void>;
};

export const answering =
  (status: number, body = ''): Answering =>
  (response) =>
    response.writeHead(status).end(body);
export const silent: Answering = () => undefined;
export const redirecting: Answering = (response) => response.writeHead(308, { location: '/elsewhere' }).end();
export const resetting: Answering = (response) => response.socket?.resetAndDestroy();
/** Never ends; the receiver sends for as long as somebody reads. */
export const flooding: Answering = (response) => {
  const more = (): void => {
    while (!response.destroyed && response.write('x'.repeat(16_384)));
    response.once('drain', more);
  };
  more();
};

/** A system of somebody else: a real HTTP server that keeps what it gets and answers as it is told. */
export const startWebhookReceiver = async (first: Answering = answering(204)): Promise<WebhookReceiver> => {
  let answer = first;
  const received: Received[] = [];
  const open = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      open.add(response);
      response.once('close', () => open.delete(response));
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    get held() {
      return open.size;
    },
    answerWith: (next) => (answer = next),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
