import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** True when nothing listens on the loopback port. */
export async function isPortFree(port: number): Promise<boolean> {
  return (await tryListen(port)) !== undefined;
}

/** A port that is free now, for servers that a test starts for itself. */
export async function freePort(): Promise<number> {
  const port = await tryListen(0);
  if (port === undefined) throw new Error('The system has no free loopback port.');
  return port;
}

function tryListen(port: number): Promise<number | undefined> {
  return new Promise((settle) => {
    const server = createServer();
    server.once('error', () => settle(undefined));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      const taken = (server.address() as AddressInfo).port;
      server.close(() => settle(taken));
    });
  });
}
