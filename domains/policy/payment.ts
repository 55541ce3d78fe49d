/** Numbers of the payment domain. `since` is the day from which a value holds, `source` says who set it. */
export const paymentPolicy = {
  /** How long a buyer may try to pay before stock, coupon and coins go to somebody else. */
  paymentWindowMs: { value: 30 * 60_000, since: '2026-01-01', source: 'domain facts 10: release on timeout' },
  /** Holds outlive the window by this much, so that a payment of the last second still finds them. */
  holdGraceMs: { value: 15 * 60_000, since: '2026-01-01', source: 'design: a hold never ends before its payment' },
  /** A payment that nobody reported is asked for at the gateway this long after it was requested. */
  reconcileAfterMs: {
    value: [2 * 60_000, 10 * 60_000, 28 * 60_000],
    since: '2026-01-01',
    source: 'requirements S4: reconcile by polling',
  },
  /** A closed payment is asked for again so long after it was closed, since banks answer late. */
  lateChecksMs: {
    value: [3_600_000, 24 * 3_600_000, 3 * 24 * 3_600_000, 5 * 24 * 3_600_000],
    since: '2026-01-01',
    source: 'gateway documentation, late authorisation: up to 3 to 5 days',
  },
  /** A refund that nobody reports is asked for this often; the bank takes 5 to 7 working days. */
  refundChecks: {
    value: { everyMs: 24 * 3_600_000, timesMax: 15 },
    since: '2026-01-01',
    source: 'gateway documentation, refunds',
  },
  /** What checkouts offer besides cash, in this order; the gateway tells which of them do not work. */
  instruments: {
    value: ['upi', 'card', 'netbanking', 'wallet', 'emi', 'paylater'],
    since: '2026-01-01',
    source: 'gateway documentation, payments: method',
  },
  /** A downtime is shown so long after its last report, in case its end was never reported. */
  downtimeShownMs: { value: 6 * 3_600_000, since: '2026-01-01', source: 'design: webhooks may get lost for good' },
  /** Saved cards: the terms that people agree to, what one report of the gateway may list, and what is remembered of the past. */
  cardSaving: {
    value: { policyVersion: '2026-11-24', reportedMax: 50, rememberedMax: 200 },
    since: '2026-11-24',
    source: 'RBI, tokenisation of card transactions (2021, 2022): explicit consent, and no card number with merchants',
  },
  /** The gateway refuses smaller amounts. */
  gatewayMinimumPaise: { value: 100, since: '2026-01-01', source: 'gateway documentation, orders' },
  /** The gateway refunds nothing older. */
  refundableForMs: { value: 180 * 24 * 3_600_000, since: '2026-01-01', source: 'gateway documentation, refunds' },
} as const;
