import { createPrivateKey, hkdfSync, type KeyObject } from 'node:crypto';
import { loadSigningKey } from './access-tokens.ts';
import { loadSecret } from './secrets.ts';

/** What an installation keeps to itself, and what all of its processes share. */
export type Installation = { readonly secret: Buffer; readonly signingKey: KeyObject };

const SEED_BYTES = 32;
/** An Ed25519 private key in PKCS #8 is these bytes and its seed (RFC 8410). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The signing key that follows from a secret, so that processes without a common disk agree on it. */
const derivedSigningKey = (secret: Buffer): KeyObject => {
  const seed = Buffer.from(hkdfSync('sha256', secret, '', 'access token signing key', SEED_BYTES));
  return createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
};

/** From `given` (base64) where processes share no disk, else from files of the data directory, made at the first start. */
export const openInstallation = async (directory: string, given: string | undefined): Promise<Installation> => {
  if (given !== undefined) {
    const secret = Buffer.from(given, 'base64');
    return { secret, signingKey: derivedSigningKey(secret) };
  }
  return {
    secret: await loadSecret(`${directory}/secrets/installation`),
    signingKey: await loadSigningKey(`${directory}/secrets/access-token-key.pem`),
  };
};
