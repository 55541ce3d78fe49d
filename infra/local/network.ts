import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below the ports that a system gives to outgoing connections (Linux from 32768, IANA from 49152), so that nothing takes one
 * between its choice and its use; processes that choose at the same time seldom meet.
 */
const PORT_MIN = 16_384;
const PORT_MAX = 32_767;
const PORTS_TRIED_MAX = 100;

/** True when nothing listens on the loopback port. */
export async function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** A loopback port that is free now, for a server that others have to know of before it listens. */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < PORTS_TRIED_MAX; tried += 1) {
    const port = randomInt(PORT_MIN, PORT_MAX + 1);
    if (await isPortFree(port)) return port;
  }
  throw new Error(`None of ${PORTS_TRIED_MAX} loopback ports is free; stop what listens there.`);
}
