import { describe, it } from 'vitest';
import { DAY_MS, instantAfter } from '../kernel/calendar.ts';
import { coinExpiryNotice } from '../policy/coins.ts';
import type { WalletCommand } from './commands.ts';
import type { CoinPortion, WalletEvent } from './events.ts';
import { given, granted, held, now, portion, soon, userId } from './spec-examples.ts';

const inDays = (days: number): string => instantAfter(now, days * DAY_MS);
const { days } = coinExpiryNotice.value;
const announce: WalletCommand = { type: 'AnnounceCoinExpiry', data: { userId } };
const announced = (...portions: CoinPortion[]): WalletEvent => ({
  type: 'CoinExpiryAnnounced',
  data: { userId, coins: portions.reduce((sum, { coins }) => sum + coins, 0), portions, announcedAt: now },
});

describe('the notice that coins expire', () => {
  it('names what is left of everything that expires within days, earliest first', () => {
    const lots = [granted(5, 40, inDays(days)), granted(6, 10, inDays(days - 1)), granted(7, 9, inDays(days + 1))];
    given(...lots, granted(8, 3), held(9, [portion(5, 15, inDays(days))], soon))
      .when(announce)
      .then(announced(portion(6, 10, inDays(days - 1)), portion(5, 25, inDays(days))));
  });
  it('is given once for each grant', () => {
    const first = announced(portion(5, 40, inDays(1)));
    given(granted(5, 40, inDays(1)), first)
      .when(announce)
      .then();
    given(granted(5, 40, inDays(1)), first, granted(6, 2, inDays(2)))
      .when(announce)
      .then(announced(portion(6, 2, inDays(2))));
    given().when(announce).then();
  });
});
