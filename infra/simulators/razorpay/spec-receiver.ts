import { createServer } from 'node:http';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { vi } from 'vitest';

export interface Received {
  readonly eventId: string;
  readonly event: string;
  readonly signature: string;
  readonly body: Buffer;
}

/** A real HTTP server that takes webhooks; `answer` decides what each delivery gets, null meaning no answer at all. */
export async function startReceiver(answer: (received: Received, nth: number) => number | null = () => 200) {
  const received: Received[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((request, response) => void take(request, response));
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const delivery = {
      eventId: String(request.headers['x-razorpay-event-id']),
      event: (JSON.parse(body.toString()) as { event: string }).event,
      signature: String(request.headers['x-razorpay-signature']),
      body,
    };
    received.push(delivery);
    const status = answer(delivery, received.length);
    if (status !== null) response.writeHead(status).end();
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
    received,
    events: () => received.map(({ event }) => event),
    /** Resolves when so many deliveries have come. */
    count: (deliveries: number) => vi.waitUntil(() => received.length >= deliveries, { timeout: 5_000, interval: 5 }),
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
