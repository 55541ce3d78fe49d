import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Secrets } from '../../domains/kernel/ports/secrets.ts';
import type { Caller, Role } from '../../domains/kernel/routes.ts';
import type { Instant } from '../../event-schemas/primitives.ts';
import type { Authenticate } from '../http/access.ts';
import { ProblemError } from '../http/problem.ts';

/** What the log knows of an API key. */
export type KnownApiKey = {
  readonly roles: readonly Role[];
  readonly secretHash: string;
  readonly expiresAt: Instant | null;
  readonly revoked: boolean;
};

const SCHEME = /^apikey +([0-9a-f-]{36})\.([0-9a-f]{64})$/i;

/** Reads `ApiKey <id>.<secret>` and leaves every other credential to `next`. A revoked or expired key is a 401. */
export const apiKeyAuthentication = (
  options: {
    readonly find: (apiKeyId: string) => Promise<KnownApiKey | undefined>;
    readonly secrets: Secrets;
    readonly now: () => Instant;
  },
  next: Authenticate,
): Authenticate => {
  const { find, secrets, now } = options;
  const check = async (apiKeyId: string, secret: string): Promise<Caller | undefined> => {
    const key = z.uuid().safeParse(apiKeyId).success ? await find(apiKeyId) : undefined;
    if (key === undefined || key.revoked || (key.expiresAt !== null && now() >= key.expiresAt)) return undefined;
    const given = Buffer.from(secrets.keyedHash('apiKeyHash', secret));
    const isRight = timingSafeEqual(given, Buffer.from(key.secretHash));
    return isRight ? { userId: apiKeyId, roles: key.roles } : undefined;
  };
  return async (authorization) => {
    if (authorization === undefined || !/^apikey /i.test(authorization)) return next(authorization);
    const [, apiKeyId, secret] = SCHEME.exec(authorization) ?? [];
    const caller =
      apiKeyId === undefined || secret === undefined ? undefined : await check(apiKeyId.toLowerCase(), secret);
    if (caller === undefined)
      throw new ProblemError(401, 'InvalidApiKey', 'The API key is not valid, has expired or was revoked.');
    return caller;
  };
};
