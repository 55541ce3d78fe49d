import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

let started: Promise<string> | undefined;
const start = async (): Promise<string> => {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(204).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Nobody stops it: it ends with the process.
  server.unref();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`;
};

/** The address of a partner's server that takes every message. */
export const receiverUrl = (): Promise<string> => (started ??= start());
