import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import proxyAddress from '@fastify/proxy-addr';

/** Whether what connects from an address may say for whom it does. */
export type TrustsProxy = (address: string, hop: number) => boolean;

const termsOf = (names: string): string[] =>
  names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/**
 * Comma-separated addresses, ranges (`10.0.0.0/8`) and the words `loopback`, `linklocal` and `uniquelocal`; none trusts
 * nobody. Those of this machine unless told otherwise. Throws on anything else.
 */
export const trustedProxies = (names = 'loopback'): TrustsProxy => proxyAddress.compile(termsOf(names));

/** Who asks: the nearest address that is no trusted proxy, since everybody else could write what they like. */
export const clientAddress = (incoming: IncomingMessage, trusts: TrustsProxy): string => {
  const named = proxyAddress(incoming, trusts);
  return isIP(named) === 0 ? (incoming.socket.remoteAddress ?? '') : named;
};
