import { describe, expect, it } from 'vitest';
import { keyedSecrets } from '../../../infra/auth/secrets.ts';
import { deciderSpec } from '../../kernel/spec.ts';
import { article, at, guestId, id, userId } from '../spec-examples.ts';
import { isOpen, sharedCartDecider } from './aggregate.ts';
import type { SharedCartEvent } from './events.ts';
import { shareIdOf, shareToken } from './token.ts';

const LATER = '2026-01-21T10:00:00.000Z';
const given = deciderSpec(sharedCartDecider, at);
const share = { shareId: id(50), userId, lines: [{ ...article(1), quantity: 2 }], expiresAt: LATER };
const shared: SharedCartEvent = { type: 'CartShared', data: { ...share, at } };
const revoke = (by = userId) => ({ type: 'RevokeCartShare' as const, data: { shareId: id(50), userId: by } });
const revoked: SharedCartEvent = { type: 'CartShareRevoked', data: { shareId: id(50), userId, at } };

describe('a shared cart', () => {
  it('shows what was in the cart, until it expires or is taken back by its owner', () => {
    given().when({ type: 'ShareCart', data: share }).then(shared);
    given()
      .when({ type: 'ShareCart', data: { ...share, lines: [] } })
      .rejects('CartEmpty');
    given()
      .when({ type: 'ShareCart', data: { ...share, expiresAt: at } })
      .rejects('InvalidExpiry');
    given(shared).when(revoke()).then(revoked);
    given(shared).when(revoke(guestId)).rejects('CartShareNotFound');
    given().when(revoke()).rejects('CartShareNotFound');
    const open = sharedCartDecider.evolve(undefined, shared);
    expect([isOpen(open, at), isOpen(open, LATER), isOpen(undefined, at)]).toEqual([true, false, false]);
    expect(isOpen(sharedCartDecider.evolve(open, revoked), at)).toBe(false);
  });
  it('is reached by a token that only this installation can make', () => {
    const secrets = keyedSecrets(Buffer.alloc(32, 7));
    const token = shareToken(secrets, id(50));
    expect(shareIdOf(secrets, token)).toBe(id(50));
    const forged = token.slice(0, -1) + (token.endsWith('0') ? '1' : '0');
    const foreign = shareToken(keyedSecrets(Buffer.alloc(32, 8)), id(50));
    for (const wrong of [forged, foreign, token.replace(id(50), id(51)), id(50), ''])
      expect(shareIdOf(secrets, wrong)).toBeUndefined();
  });
});
