import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../config.ts';
import { clientAddress, trustedProxies } from './trusted-proxies.ts';

const from = (remoteAddress: string, forwardedFor?: string): IncomingMessage => {
  const incoming = new IncomingMessage(Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress }));
  if (forwardedFor !== undefined) incoming.headers['x-forwarded-for'] = forwardedFor;
  return incoming;
};

describe('the address of a client', () => {
  it.each([
    ['that connects itself', 'loopback', from('203.0.113.7'), '203.0.113.7'],
    ['that claims another one', 'loopback', from('203.0.113.7', '10.0.0.1'), '203.0.113.7'],
    ['behind a proxy of this machine', 'loopback', from('127.0.0.1', '203.0.113.7'), '203.0.113.7'],
    ['that claims another one to a proxy', 'loopback', from('::1', '6.6.6.6, 203.0.113.7'), '203.0.113.7'],
    ['behind two proxies', 'loopback, 10.0.0.0/8', from('127.0.0.1', '203.0.113.7, 10.0.0.9'), '203.0.113.7'],
    ['behind the gateway on another machine', 'uniquelocal', from('172.18.0.5', '203.0.113.7'), '203.0.113.7'],
    ['behind a proxy that nobody trusts', '', from('127.0.0.1', '203.0.113.7'), '127.0.0.1'],
    ['whose proxy writes no address', 'loopback', from('127.0.0.1', 'unknown'), '127.0.0.1'],
  ])('%s', (_which, trusted, incoming, address) => {
    expect(clientAddress(incoming, trustedProxies(trusted))).toBe(address);
  });

  it('needs proxies that can be read', () => {
    expect(() => loadConfig({ TRUSTED_PROXIES: 'everybody' })).toThrow('TRUSTED_PROXIES: must be addresses');
  });
});
