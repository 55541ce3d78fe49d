import { defineProjection } from '../kernel/projection.ts';
import type { AccountEvent } from './account/events.ts';
import type { ApiKeyEvent } from './api-key/events.ts';
import type { SessionEvent } from './session/events.ts';

type ListedSessionEvent = Exclude<SessionEvent, { type: 'SessionSteppedUp' }>;

export type SessionRow = {
  readonly session_id: string;
  readonly user_id: string;
  readonly method: string;
  readonly opened_at: string;
  readonly refreshed_at: string | null;
  readonly expires_at: string;
  readonly revoked_at: string | null;
};

/** Which sessions a user has; the device is personal and stays in the log. */
export const sessionList = defineProjection<ListedSessionEvent, SessionRow>({
  service: 'identity',
  name: 'user_session',
  version: 1,
  columns: {
    session_id: 'uuid',
    user_id: 'uuid',
    method: 'text',
    opened_at: 'text',
    refreshed_at: 'text',
    expires_at: 'text',
    revoked_at: 'text',
  },
  key: 'session_id',
  indexes: ['(user_id, opened_at desc)'],
  handles: ['SessionOpened', 'SessionRefreshed', 'SessionRevoked'],
  keysOf: ({ data }) => [data.sessionId],
  evolve: (row, { type, data }) => {
    if (type === 'SessionOpened')
      return {
        session_id: data.sessionId,
        user_id: data.userId,
        method: data.method,
        opened_at: data.openedAt,
        refreshed_at: null,
        expires_at: data.expiresAt,
        revoked_at: null,
      };
    if (row === undefined) return undefined;
    return type === 'SessionRevoked'
      ? { ...row, revoked_at: data.revokedAt }
      : { ...row, refreshed_at: data.refreshedAt, expires_at: data.expiresAt };
  },
});

export type AccountRow = {
  readonly user_id: string;
  readonly status: string;
  readonly roles: readonly string[];
  readonly registered_at: string;
};
const STATUS_AFTER: Partial<Record<AccountEvent['type'], string>> = {
  UserSuspended: 'suspended',
  UserReinstated: 'active',
  AccountDeletionRequested: 'deletionRequested',
  AccountDeletionRevoked: 'active',
  AccountMergedInto: 'merged',
  AccountErased: 'erased',
};

/** All accounts, for those who look after them, without anything personal. */
export const accountList = defineProjection<AccountEvent, AccountRow>({
  service: 'identity',
  name: 'user_account',
  version: 2,
  columns: { user_id: 'uuid', status: 'text', roles: 'text[]', registered_at: 'text' },
  key: 'user_id',
  indexes: ['(registered_at desc, user_id desc)', 'using gin (roles)'],
  handles: [
    'UserRegistered',
    'UserRoleGranted',
    'UserRoleRevoked',
    'UserSuspended',
    'UserReinstated',
    'AccountDeletionRequested',
    'AccountDeletionRevoked',
    'AccountMergedInto',
    'AccountErased',
  ],
  keysOf: ({ data }) => [data.userId],
  evolve: (row, { type, data }) => {
    if (type === 'UserRegistered')
      return { user_id: data.userId, status: 'active', roles: data.roles, registered_at: data.registeredAt };
    if (row === undefined) return undefined;
    if (type === 'UserRoleGranted') return { ...row, roles: [...new Set([...row.roles, data.role])] };
    if (type === 'UserRoleRevoked') return { ...row, roles: row.roles.filter((role) => role !== data.role) };
    return { ...row, status: STATUS_AFTER[type] ?? row.status, roles: type === 'AccountErased' ? [] : row.roles };
  },
});

export type MergedAccountRow = { readonly absorbed_id: string; readonly user_id: string };

/** Accounts that are part of another one, so that what belongs to them is found there. */
export const mergedAccounts = defineProjection<Extract<AccountEvent, { type: 'AccountMergedInto' }>, MergedAccountRow>({
  service: 'identity',
  name: 'merged_account',
  version: 1,
  columns: { absorbed_id: 'uuid', user_id: 'uuid' },
  key: 'absorbed_id',
  indexes: ['(user_id)'],
  handles: ['AccountMergedInto'],
  keysOf: ({ data }) => [data.userId],
  evolve: (_, { data }) => ({ absorbed_id: data.userId, user_id: data.intoUserId }),
});

export type ApiKeyRow = {
  readonly api_key_id: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly issued_at: string;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
};

/** The keys of services, without their secrets. */
export const apiKeyList = defineProjection<ApiKeyEvent, ApiKeyRow>({
  service: 'identity',
  name: 'api_key',
  version: 1,
  columns: {
    api_key_id: 'uuid',
    name: 'text',
    roles: 'text[]',
    issued_at: 'text',
    expires_at: 'text',
    revoked_at: 'text',
  },
  key: 'api_key_id',
  indexes: ['(issued_at desc)'],
  handles: ['ApiKeyIssued', 'ApiKeyRevoked'],
  keysOf: ({ data }) => [data.apiKeyId],
  evolve: (row, { type, data }) => {
    if (type === 'ApiKeyRevoked') return row && { ...row, revoked_at: data.revokedAt };
    return {
      api_key_id: data.apiKeyId,
      name: data.name,
      roles: data.roles,
      issued_at: data.issuedAt,
      expires_at: data.expiresAt,
      revoked_at: null,
    };
  },
});
