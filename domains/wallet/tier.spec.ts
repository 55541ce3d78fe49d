import { describe, expect, it } from 'vitest';
import type { WalletEvent } from './events.ts';
import { fold, granted, id, order, userId } from './spec-examples.ts';
import { earn, MONTHS_MAX, standingOf, type MonthEarned } from './tier.ts';

const NOW = '2026-01-14T10:00:00.000Z';
const bought = (n: number, coins: number, grantedAt = NOW) =>
  granted(n, coins, undefined, { reason: 'purchase', grantedAt });
const standing = (...events: WalletEvent[]) => standingOf(fold(events).earned, NOW);

describe('the tier of a person', () => {
  it('follows from the coins that purchases earned', () => {
    const projected = { tier: 'bronze', earned: 0, from: '2026-02-01' };
    expect(standing()).toEqual({ tier: 'bronze', earned: 0, next: { tier: 'silver', missing: 1_000 }, projected });
    expect(standing(bought(1, 999))).toMatchObject({ tier: 'bronze', next: { missing: 1 } });
    expect(standing(bought(1, 600), bought(2, 400))).toMatchObject({
      tier: 'silver',
      next: { tier: 'gold', missing: 4_000 },
    });
    expect(standing(bought(1, 5_000))).toMatchObject({ tier: 'gold', earned: 5_000, next: undefined });
    expect(standing(granted(1, 5_000))).toMatchObject({ tier: 'bronze', earned: 0 });
  });
  it('counts twelve calendar months of India, this one included', () => {
    expect(standing(bought(1, 1_000, '2025-01-31T18:29:59.999Z'))).toMatchObject({ tier: 'bronze' });
    expect(standing(bought(1, 1_000, '2025-01-31T18:30:00.000Z'))).toMatchObject({ tier: 'silver' });
  });
  it('tells what the next month makes of it, when its oldest month counts no more', () => {
    const before = standing(bought(1, 800, '2025-02-10T00:00:00.000Z'), bought(2, 400));
    expect(before).toMatchObject({ tier: 'silver', earned: 1_200 });
    expect(before.projected).toEqual({ tier: 'bronze', earned: 400, from: '2026-02-01' });
    const december = standingOf([], '2026-12-31T10:00:00.000Z');
    expect(december.projected.from).toBe('2027-01-01');
  });
  it('falls when goods come back, and not when staff correct a balance', () => {
    const taken = (coins: number, more: object = {}): WalletEvent => ({
      type: 'CoinsRevoked',
      data: { userId, revocationId: id(70), coins, missing: 5, portions: [], ...more },
    });
    expect(standing(bought(1, 1_000), taken(95, { orderId: order(1).orderId }))).toMatchObject({
      tier: 'bronze',
      earned: 900,
    });
    expect(standing(bought(1, 1_000), taken(95))).toMatchObject({ tier: 'silver', earned: 1_000 });
    expect(standing(taken(95, { orderId: order(1).orderId }))).toMatchObject({ earned: 0 });
  });
  it('remembers no more months than count', () => {
    let months: readonly MonthEarned[] = [];
    for (let n = 0; n < 40; n += 1)
      months = earn(
        months,
        1,
        `${2020 + Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, '0')}-10T00:00:00.000Z`,
      );
    expect(months).toHaveLength(MONTHS_MAX);
  });
});
