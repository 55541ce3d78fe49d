import type { Instant } from '../../../event-schemas/primitives.ts';
import { reject, type Decider, type Rejected } from '../../kernel/decider.ts';
import type { OAuthClientCommand } from './commands.ts';
import type { OAuthClientEvent } from './events.ts';

export type RegisteredOAuthClient = Extract<OAuthClientEvent, { type: 'OAuthClientRegistered' }>['data'] & {
  readonly retired: boolean;
  /** The secret before the present one, while it may still be used. */
  readonly previous: { readonly secretHash: string; readonly until: Instant } | undefined;
};
export type OAuthClient = RegisteredOAuthClient | undefined;
export type OAuthClientRejection = 'OAuthClientNotFound' | 'OAuthClientIdTaken' | 'InvalidOAuthClient';
type Registration = Extract<OAuthClientCommand, { type: 'RegisterOAuthClient' }>['data'];

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
/** Schemes that run or show what follows them instead of leading to somebody. */
const NEVER = new Set(['javascript:', 'data:', 'vbscript:', 'file:', 'blob:', 'about:']);

/** HTTPS, HTTP on the own machine, or the scheme of an app (RFC 8252); never with a fragment (RFC 6749 3.1.2). */
const isRedirectUri = (text: string): boolean => {
  const { protocol, hostname, hash } = new URL(text);
  if (hash !== '' || text.endsWith('#') || NEVER.has(protocol)) return false;
  return protocol === 'http:' ? LOOPBACK.has(hostname) : true;
};

const refuse = ({ redirectUris, grantTypes, secretHash }: Registration): Rejected<'InvalidOAuthClient'> | undefined => {
  if (!redirectUris.every(isRedirectUri))
    return reject('InvalidOAuthClient', 'redirectUris: use https, http on localhost, or an app scheme; no fragment.');
  if (grantTypes.includes('authorization_code') && redirectUris.length === 0)
    return reject('InvalidOAuthClient', 'redirectUris: users who consent are sent back to one of them.');
  if (grantTypes.includes('client_credentials') && secretHash === null)
    return reject('InvalidOAuthClient', 'A public client has no credentials of its own; register it as confidential.');
  return undefined;
};

export const oauthClientDecider: Decider<OAuthClient, OAuthClientCommand, OAuthClientEvent, OAuthClientRejection> = {
  initial: undefined,

  evolve: (client, { type, data }) => {
    if (type === 'OAuthClientRegistered') return { ...data, retired: false, previous: undefined };
    if (client === undefined) throw new Error('a client begins with OAuthClientRegistered');
    if (type === 'OAuthClientRetired') return { ...client, retired: true };
    const previous = { secretHash: client.secretHash!, until: data.previousUntil };
    return { ...client, secretHash: data.secretHash, previous };
  },

  decide: ({ type, data }, client, now) => {
    if (type === 'RegisterOAuthClient') {
      if (client !== undefined) return client.secretHash === data.secretHash ? [] : reject('OAuthClientIdTaken');
      return refuse(data) ?? [{ type: 'OAuthClientRegistered', data: { ...data, registeredAt: now } }];
    }
    if (client === undefined) return reject('OAuthClientNotFound');
    if (type === 'RotateOAuthClientSecret') {
      if (client.retired) return reject('OAuthClientNotFound');
      if (client.secretHash === null) return reject('InvalidOAuthClient', 'A public client has no secret.');
      return client.secretHash === data.secretHash ? [] : [{ type: 'OAuthClientSecretRotated', data }];
    }
    return client.retired ? [] : [{ type: 'OAuthClientRetired', data: { clientId: data.clientId, retiredAt: now } }];
  },
};
