/** Numbers of the coin wallet. One coin is worth one rupee; a coin has no fractions. */

/** Coins for a purchase: a share of what was paid for goods, to the nearest coin, spendable when it cannot come back any more. */
export const coinsForPurchase = {
  value: { basisPoints: 1_000, pendingDays: 7, lifetimeDays: 365 },
  since: '2024-01-01T00:00:00.000Z',
  source:
    'domain facts, section 7 (10% of payable without delivery, on delivery) and 9 (returns within 7 days); the lifetime is our own',
} as const;

/** Coins for sharing a product. */
export const coinsForShare = {
  value: { coins: 2, lifetimeDays: 365 },
  since: '2024-01-01T00:00:00.000Z',
  source: 'domain facts, section 7',
} as const;

/** The most coins that one person earns on one day (Asia/Kolkata) for a reason; a reason without an entry has no cap. */
export const dailyCaps: {
  readonly value: Readonly<Record<string, number>>;
  readonly since: string;
  readonly source: string;
} = {
  value: { share: 20, checkIn: 5 },
  since: '2024-01-01T00:00:00.000Z',
  source: 'domain facts, section 7 ask for a cap on shares and name 5 a day for a check-in',
};

/** Coins that one member of staff may give or take without a second one, in one go and to one person on one day. */
export const coinAdjustments = {
  value: { aloneMax: 500, coinsMax: 100_000, waitingMax: 20 },
  since: '2024-01-01T00:00:00.000Z',
  source: 'our own: as much as one order may spend; more needs four eyes',
} as const;

/** How long before coins expire their owner is told. */
export const coinExpiryNotice = {
  value: { days: 7 },
  since: '2024-01-01T00:00:00.000Z',
  source: 'our own: a week leaves time for a purchase',
} as const;

/** How long after a purchase the coins spent on it can be given back. */
export const coinsRestorable = {
  value: { days: 90 },
  since: '2024-01-01T00:00:00.000Z',
  source: 'returns close after 7 days; leaves room for disputes',
} as const;

/** How far a rule may raise the coins of a purchase, and how many rules every cart looks at. */
export const earningRules = {
  value: {
    listedMax: 20,
    scopeIdsMax: 200,
    rateMax: 100,
    percentMax: 1_000,
    pieceCoinsMax: 1_000,
    budgetMax: 10_000_000,
    reservedMs: 86_400_000,
  },
  since: '2026-11-24T00:00:00.000Z',
  source:
    'our own: coins for the whole price, ten times the usual ones; a reservation without an order lapses in a day',
} as const;
