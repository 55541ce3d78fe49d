import { createPublicKey, createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SignJWT, exportJWK, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { ROLES, type Caller } from '../../domains/kernel/routes.ts';
import type { AccessTokens } from '../../domains/kernel/ports/access-tokens.ts';
import { ProblemError } from '../http/problem.ts';
import { loadOrCreateSecret } from './secret-file.ts';

const ISSUER = 'only2u';
const ALGORITHM = 'EdDSA';
/** Tokens whose signature was checked; each stays at most until it expires. */
const VERIFIED_MAX = 10_000;
const CACHED_SECONDS_MAX = 60;
const Claims = z.object({
  sub: z.uuid(),
  roles: z.array(z.enum(ROLES)),
  sid: z.string().optional(),
  client_id: z.string().optional(),
  exp: z.number(),
});

/** The signing key: made at the first start, kept in a file that only this account may read. */
export const loadSigningKey = async (file: string): Promise<KeyObject> =>
  createPrivateKey(
    await loadOrCreateSecret(file, () =>
      generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }),
    ),
  );

/** Access tokens as signed JWTs (EdDSA). A verified token is remembered, so that a busy caller costs one check a minute. */
export const jwtAccessTokens = (privateKey: KeyObject, now: () => number): AccessTokens => {
  const publicKey = createPublicKey(privateKey);
  const verified = new LRUCache<string, { caller: Caller; until: number }>({ max: VERIFIED_MAX });
  return {
    issue: ({ userId, roles, sessionId, clientId }, lifetimeSeconds) => {
      const issuedAt = Math.floor(now() / 1000);
      const session = sessionId === undefined ? {} : { sid: sessionId };
      const client = clientId === undefined ? {} : { client_id: clientId };
      return new SignJWT({ roles, ...session, ...client })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
        .setSubject(userId)
        .setIssuer(ISSUER)
        .setAudience(ISSUER)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + lifetimeSeconds)
        .sign(privateKey);
    },
    verify: async (token) => {
      const seconds = now() / 1000;
      const known = verified.get(token);
      if (known !== undefined && seconds < known.until) return known.caller;
      try {
        const { payload } = await jwtVerify(token, publicKey, {
          issuer: ISSUER,
          audience: ISSUER,
          algorithms: [ALGORITHM],
          currentDate: new Date(now()),
        });
        const { sub, roles, sid, client_id: clientId, exp } = Claims.parse(payload);
        const caller: Caller = {
          userId: sub,
          roles,
          ...(sid === undefined ? {} : { sessionId: sid }),
          ...(clientId === undefined ? {} : { clientId }),
        };
        verified.set(token, { caller, until: Math.min(exp, seconds + CACHED_SECONDS_MAX) });
        return caller;
      } catch {
        return undefined;
      }
    },
    jwks: async () => ({ keys: [{ ...(await exportJWK(publicKey)), alg: ALGORITHM, use: 'sig' }] }),
  };
};

/** Reads `Bearer <token>`; a credential that is there but not valid is a 401, never "nobody". */
export const bearerAuthentication =
  (tokens: AccessTokens) =>
  async (authorization: string | undefined): Promise<Caller | undefined> => {
    if (authorization === undefined) return undefined;
    const [scheme, token] = authorization.split(' ', 2);
    const caller = scheme?.toLowerCase() === 'bearer' && token !== undefined ? await tokens.verify(token) : undefined;
    if (caller === undefined)
      throw new ProblemError(
        401,
        'InvalidToken',
        'The access token is not valid or has expired; refresh it or sign in again.',
      );
    return caller;
  };
