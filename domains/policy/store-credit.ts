/** Numbers of store credit and gift cards. Store credit is money that the shop owes to a person, in paise. */

/**
 * Goodwill. `aloneMaxPaise` is what one person gets in a day without a second member of staff, `paiseMax` the most in one piece,
 * `staffDayMaxPaise` what one member of staff gives in a day to all people together, alone or with a second one.
 */
export const creditGoodwill = {
  value: { aloneMaxPaise: 50_000, paiseMax: 10_000_000, staffDayMaxPaise: 20_000_000, waitingMax: 20 },
  since: '2026-11-23T00:00:00.000Z',
  source: 'our own: as much money as the coins of one person in a day; more needs four eyes',
} as const;

/**
 * How long the stream of a person remembers which order spent how much: longer than any return or dispute is open. Of what is
 * older the order alone says how much can come back.
 */
export const creditRemembered = {
  value: { days: 180 },
  since: '2026-11-23T00:00:00.000Z',
  source: 'our own: as long as a card payment can be disputed',
} as const;

/** `worthMaxPaise` is the highest worth of one card, `staffDayMaxPaise` that of all cards one admin issues in a day. */
export const giftCardIssue = {
  value: {
    worthMaxPaise: 1_000_000,
    staffDayMaxPaise: 5_000_000,
    cardsMax: 100,
    lifetimeDays: 365,
    lifetimeMaxDays: 730,
  },
  since: '2026-11-23T00:00:00.000Z',
  source: 'our own; to be looked at by counsel before cards are sold to the public',
} as const;

/** Codes that one person may try in a day (Asia/Kolkata), right or wrong. */
export const giftCardAttempts = {
  value: { dayMax: 10 },
  since: '2026-11-23T00:00:00.000Z',
  source: 'our own: a code has 80 bits, so the limit is against stolen lists rather than guessing',
} as const;
