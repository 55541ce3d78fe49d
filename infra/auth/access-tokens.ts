import { createPublicKey, createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SignJWT, exportJWK, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { ROLES, type Caller } from '../../domains/kernel/routes.ts';
import type { AccessTokens } from '../../domains/kernel/ports/access-tokens.ts';
import { ProblemError } from '../http/problem.ts';
import { loadOrCreateSecret } from './secret-file.ts';

const AUDIENCE = 'only2u';
const ALGORITHM = 'EdDSA';
/** Tokens whose signature was checked; each stays at most until it expires. */
const VERIFIED_MAX = 10_000;
const CACHED_SECONDS_MAX = 60;
const MS_PER_SECOND = 1000;
const Claims = z.object({
  sub: z.uuid(),
  roles: z.array(z.enum(ROLES)),
  sid: z.string().optional(),
  client_id: z.string().optional(),
  auth_time: z.number().optional(),
  exp: z.number(),
});

/** The signing key: made at the first start, kept in a file that only this account may read. */
export const loadSigningKey = async (file: string): Promise<KeyObject> =>
  createPrivateKey(
    await loadOrCreateSecret(file, () =>
      generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }),
    ),
  );

/** The claims that only some callers have. `auth_time` is a NumericDate, which may have a fraction (RFC 7519). */
const claimsOf = ({ sessionId, clientId, signedInAt }: Caller): Record<string, unknown> => ({
  ...(sessionId === undefined ? {} : { sid: sessionId }),
  ...(clientId === undefined ? {} : { client_id: clientId }),
  ...(signedInAt === undefined ? {} : { auth_time: Date.parse(signedInAt) / MS_PER_SECOND }),
});

const callerOf = (claims: z.infer<typeof Claims>): Caller => {
  const { sub, roles, sid, client_id: clientId, auth_time: signedIn } = claims;
  return {
    userId: sub,
    roles,
    ...(sid === undefined ? {} : { sessionId: sid }),
    ...(clientId === undefined ? {} : { clientId }),
    ...(signedIn === undefined ? {} : { signedInAt: new Date(Math.round(signedIn * MS_PER_SECOND)).toISOString() }),
  };
};

/**
 * Access tokens as signed JWTs (EdDSA), in the name of `issuer`, the public address of the shop. A verified token is
 * remembered, so that a busy caller costs one check a minute. Whose token it is shows the key, which is this installation's
 * own: the issuer is for others to check, and may change while tokens are out.
 */
export const jwtAccessTokens = (privateKey: KeyObject, now: () => number, issuer = AUDIENCE): AccessTokens => {
  const publicKey = createPublicKey(privateKey);
  const verified = new LRUCache<string, { caller: Caller; until: number }>({ max: VERIFIED_MAX });
  return {
    issue: (caller, lifetimeSeconds) => {
      const issuedAt = Math.floor(now() / MS_PER_SECOND);
      return new SignJWT({ roles: caller.roles, ...claimsOf(caller) })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
        .setSubject(caller.userId)
        .setIssuer(issuer)
        .setAudience(AUDIENCE)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + lifetimeSeconds)
        .sign(privateKey);
    },
    verify: async (token) => {
      const seconds = now() / MS_PER_SECOND;
      const known = verified.get(token);
      if (known !== undefined && seconds < known.until) return known.caller;
      try {
        const { payload } = await jwtVerify(token, publicKey, {
          audience: AUDIENCE,
          algorithms: [ALGORITHM],
          currentDate: new Date(now()),
        });
        const claims = Claims.parse(payload);
        const caller = callerOf(claims);
        verified.set(token, { caller, until: Math.min(claims.exp, seconds + CACHED_SECONDS_MAX) });
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
