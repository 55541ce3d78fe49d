import { describe, expect, it } from 'vitest';
import { UserId, type AnyMessage, type Recorded } from '../../event-schemas/primitives.ts';
import type { AnyProjection } from '../kernel/projection.ts';
import { accountList, apiKeyList, sessionList } from './read-model.ts';

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const NOW = '2026-01-01T00:00:00.000Z';
const LATER = '2026-01-02T00:00:00.000Z';
const userId = UserId.parse(id(1));

/** Folds the events of one key. */
const fold = (projection: AnyProjection, events: readonly AnyMessage[]): unknown =>
  events.reduce<object | undefined>((row, event) => {
    const recorded = event as Recorded<AnyMessage>;
    const [key] = projection.keysOf(recorded);
    return projection.evolve(row, recorded, key!) as object | undefined;
  }, undefined);

describe('the list of sessions', () => {
  const one = { sessionId: id(2), userId };
  const opened = {
    type: 'SessionOpened',
    data: { ...one, method: 'otp', device: { name: 'Pixel', ip: '192.0.2.1' }, openedAt: NOW, expiresAt: NOW },
  };
  const refreshed = {
    type: 'SessionRefreshed',
    data: { ...one, generation: 2, rotationId: id(3), refreshedAt: LATER, expiresAt: LATER },
  };
  const revoked = { type: 'SessionRevoked', data: { ...one, reason: 'logout', revokedAt: LATER, rotationId: null } };
  it('holds nothing of the device', () => expect(JSON.stringify(fold(sessionList, [opened]))).not.toContain('Pixel'));
  it('moves with each refresh, and is the same when an event comes twice', () => {
    const expected = { refreshed_at: LATER, expires_at: LATER, revoked_at: LATER, opened_at: NOW };
    expect(fold(sessionList, [opened, refreshed, revoked])).toMatchObject(expected);
    expect(fold(sessionList, [opened, refreshed, refreshed, revoked, revoked])).toMatchObject(expected);
  });
});

describe('the list of accounts', () => {
  const registered = { type: 'UserRegistered', data: { userId, name: 'Asha', roles: ['customer'], registeredAt: NOW } };
  const granted = { type: 'UserRoleGranted', data: { userId, role: 'vendor' } };
  const revoked = { type: 'UserRoleRevoked', data: { userId, role: 'customer' } };
  it('holds roles and status, and no name', () => {
    const row = fold(accountList, [registered, granted, revoked, { type: 'UserSuspended', data: { userId } }]);
    expect(row).toEqual({ user_id: userId, status: 'suspended', roles: ['vendor'], registered_at: NOW });
  });
  it('is the same when an event comes twice', () =>
    expect(fold(accountList, [registered, granted, granted])).toMatchObject({ roles: ['customer', 'vendor'] }));
  it('keeps no role of an erased account', () =>
    expect(fold(accountList, [registered, { type: 'AccountErased', data: { userId } }])).toMatchObject({
      status: 'erased',
      roles: [],
    }));
});

describe('the list of API keys', () => {
  const issued = {
    type: 'ApiKeyIssued',
    data: { apiKeyId: id(2), name: 'courier', roles: ['service'], secretHash: 'hash', issuedAt: NOW, expiresAt: null },
  };
  it('shows when a key was revoked, and nothing of its secret', () => {
    const row = fold(apiKeyList, [issued, { type: 'ApiKeyRevoked', data: { apiKeyId: id(2), revokedAt: LATER } }]);
    expect(row).toMatchObject({ name: 'courier', revoked_at: LATER });
    expect(JSON.stringify(row)).not.toContain('hash');
  });
});
