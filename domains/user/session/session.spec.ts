import { describe, expect, it } from 'vitest';
import { UserId } from '../../../event-schemas/primitives.ts';
import { deciderSpec } from '../../kernel/spec.ts';
import { SessionId } from '../ids.ts';
import { REFRESHES_MAX, STEP_UPS_MAX, TOKEN_REUSED, sessionDecider } from './decider.ts';
import type { SessionEvent } from './events.ts';

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const NOW = '2026-01-01T00:00:00.000Z';
const EXPIRY = '2026-01-31T00:00:00.000Z';
const one = { sessionId: SessionId.parse(id(1)), userId: UserId.parse(id(2)) };
const device = { name: 'Pixel', ip: '192.0.2.1' };
const opening = { ...one, method: 'otp', device, expiresAt: EXPIRY } as const;
const opened = { type: 'SessionOpened', data: { ...opening, openedAt: NOW } } satisfies SessionEvent;
const refreshed = (generation: number, rotation: number): SessionEvent => ({
  type: 'SessionRefreshed',
  data: { ...one, generation, rotationId: id(rotation), refreshedAt: NOW, expiresAt: EXPIRY },
});
const revoked = (reason: string, rotationId: string | null = null): SessionEvent => ({
  type: 'SessionRevoked',
  data: { ...one, reason, revokedAt: NOW, rotationId },
});
const refresh = (generation: number, rotation: number) =>
  ({
    type: 'RefreshSession',
    data: { sessionId: one.sessionId, generation, rotationId: id(rotation), expiresAt: EXPIRY },
  }) as const;
const stepUp = (n: number) => ({ type: 'StepUpSession', data: { ...one, stepUpId: id(n), method: 'otp' } }) as const;
const steppedUp = (n: number) =>
  ({ type: 'SessionSteppedUp', data: { ...stepUp(n).data, authenticatedAt: NOW } }) satisfies SessionEvent;
const revoke = { type: 'RevokeSession', data: { sessionId: one.sessionId, reason: 'logout' } } as const;
const given = deciderSpec(sessionDecider, NOW);

describe('a session', () => {
  it('is opened once', () => given().when({ type: 'OpenSession', data: opening }).then(opened));
  it('belongs to one user', () =>
    given(opened)
      .when({ type: 'OpenSession', data: { ...opening, userId: UserId.parse(id(3)) } })
      .rejects('SessionIdTaken'));
  it('gives a new refresh token for the present one', () => given(opened).when(refresh(1, 11)).then(refreshed(2, 11)));
  it('gives the same answer to the same request', () => given(opened, refreshed(2, 11)).when(refresh(1, 11)).then());
  it('ends when a spent refresh token comes back', () =>
    given(opened, refreshed(2, 11))
      .when(refresh(1, 12))
      .then(revoked(TOKEN_REUSED, id(12))));
  it('ends when a token comes that was not made yet', () =>
    given(opened)
      .when(refresh(2, 12))
      .then(revoked(TOKEN_REUSED, id(12))));
  it('is not refreshed after its end', () => {
    given(opened, revoked('logout')).when(refresh(1, 11)).rejects('SessionRevoked');
    deciderSpec(sessionDecider, EXPIRY)(opened).when(refresh(1, 11)).rejects('SessionExpired');
  });
  it('is refreshed a bounded number of times', () => {
    given(opened, refreshed(REFRESHES_MAX - 1, 11))
      .when(refresh(REFRESHES_MAX - 1, 12))
      .then(refreshed(REFRESHES_MAX, 12));
    given(opened, refreshed(REFRESHES_MAX, 11)).when(refresh(REFRESHES_MAX, 12)).rejects('SessionExpired');
  });
  it('is stepped up once for each proof', () => {
    given(opened).when(stepUp(21)).then(steppedUp(21));
    given(opened, steppedUp(21)).when(stepUp(21)).then();
    given(opened, steppedUp(21)).when(stepUp(22)).then(steppedUp(22));
  });
  it('is as fresh as the last proof', () => {
    const at = '2026-01-02T00:00:00.000Z';
    const later: SessionEvent = { type: 'SessionSteppedUp', data: { ...steppedUp(21).data, authenticatedAt: at } };
    const fold = (...events: SessionEvent[]) => events.reduce(sessionDecider.evolve, sessionDecider.initial);
    expect(fold(opened)).toMatchObject({ openedAt: NOW, authenticatedAt: NOW });
    expect(fold(opened, later, refreshed(2, 11))).toMatchObject({ openedAt: NOW, authenticatedAt: at });
  });
  it('is not stepped up by somebody else, by a third party, or after its end', () => {
    const other = { ...stepUp(21), data: { ...stepUp(21).data, userId: UserId.parse(id(3)) } };
    given(opened).when(other).rejects('SessionNotFound');
    const thirdParty: SessionEvent = { type: 'SessionOpened', data: { ...opened.data, method: 'oauth' } };
    given(thirdParty).when(stepUp(21)).rejects('SessionNotFound');
    given(opened, revoked('logout')).when(stepUp(21)).rejects('SessionRevoked');
    deciderSpec(sessionDecider, EXPIRY)(opened).when(stepUp(21)).rejects('SessionExpired');
    given().when(stepUp(21)).rejects('SessionNotFound');
  });
  it('is stepped up a bounded number of times', () => {
    const many = Array.from({ length: STEP_UPS_MAX }, (_, n) => steppedUp(n + 100));
    given(opened, ...many.slice(1))
      .when(stepUp(21))
      .then(steppedUp(21));
    given(opened, ...many)
      .when(stepUp(21))
      .rejects('SessionExpired');
  });
  it('is revoked once', () => {
    given(opened).when(revoke).then(revoked('logout'));
    given(opened, revoked('logout')).when(revoke).then();
  });
  it('must exist', () => {
    given().when(revoke).rejects('SessionNotFound');
    given().when(refresh(1, 11)).rejects('SessionNotFound');
  });
});
