import type { Instant } from '../../../event-schemas/primitives.ts';
import { reject, type Decider } from '../../kernel/decider.ts';
import type { UserRole } from '../account/events.ts';
import type { ApiKeyCommand } from './commands.ts';
import type { ApiKeyEvent } from './events.ts';

/** A key of a service; the log holds a hash of its secret. */
export type ApiKey =
  | {
      readonly roles: readonly UserRole[];
      readonly secretHash: string;
      readonly expiresAt: Instant | null;
      readonly revoked: boolean;
    }
  | undefined;
export type ApiKeyRejection = 'ApiKeyNotFound' | 'ApiKeyIdTaken' | 'InvalidExpiry';

export const apiKeyDecider: Decider<ApiKey, ApiKeyCommand, ApiKeyEvent, ApiKeyRejection> = {
  initial: undefined,

  evolve: (key, { type, data }) => {
    if (type === 'ApiKeyIssued') {
      const { roles, secretHash, expiresAt } = data;
      return { roles, secretHash, expiresAt, revoked: false };
    }
    return key && { ...key, revoked: true };
  },

  decide: ({ type, data }, key, now) => {
    if (type === 'IssueApiKey') {
      if (key !== undefined) return key.secretHash === data.secretHash ? [] : reject('ApiKeyIdTaken');
      if (data.expiresAt !== null && data.expiresAt <= now) return reject('InvalidExpiry', 'expiresAt is past.');
      return [{ type: 'ApiKeyIssued', data: { ...data, issuedAt: now } }];
    }
    if (key === undefined) return reject('ApiKeyNotFound');
    return key.revoked ? [] : [{ type: 'ApiKeyRevoked', data: { apiKeyId: data.apiKeyId, revokedAt: now } }];
  },
};
