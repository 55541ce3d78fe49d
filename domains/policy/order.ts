/** Numbers of the order domain. `since` is the day from which a value holds, `source` says who set it. */
export const orderPolicy = {
  linesMax: { value: 50, since: '2026-01-01', source: 'design: an order is one bounded event' },
  /** Numbers that a process leases at once; what it does not use is a gap. */
  numbersPerLease: { value: 50, since: '2026-01-01', source: 'design: one append for so many orders' },
  /** Customers may cancel this long after placing, staff until the parcel leaves. */
  customerCancelMs: { value: 24 * 3_600_000, since: '2026-01-01', source: 'domain facts 9: at most 24 h, not shipped' },
  returnWindowMs: { value: 7 * 24 * 3_600_000, since: '2026-01-01', source: 'domain facts 9: 7 days from delivery' },
  returnImagesMax: { value: 5, since: '2026-01-01', source: 'domain facts 9' },
  deliveryEstimateMs: { value: 5 * 24 * 3_600_000, since: '2026-01-01', source: 'domain facts 9: order date + 5 days' },
  /** Cash on delivery above this is refused. */
  codTotalMaxPaise: { value: 1_000_000, since: '2026-01-01', source: 'peers 2.3: limits of cash on delivery' },
  /** Orders on delivery that one buyer may have on the way at once, and how many may come back before cash is refused. */
  codPerBuyer: {
    value: { openMax: 5, returnsMax: 3, returnsWithinMs: 90 * 24 * 3_600_000 },
    since: '2026-01-01',
    source: 'peers 2.3: limits of cash on delivery per customer; the numbers are our choice',
  },
  /**
   * An order on delivery may be paid online while nothing of it has left: for so long after it was confirmed, for so much of the
   * fee of paying at the door given back. Buyers who agreed to be written to are told of it once, so long after they bought.
   */
  payNow: {
    value: { offeredForMs: 48 * 3_600_000, feeGivenBackBasisPoints: 10_000, remindAfterMs: 2 * 3_600_000 },
    since: '2026-11-24',
    source: 'peers 2.3: cash on delivery, nudge to prepaid; the numbers are our choice',
  },
  /**
   * Draft orders that staff make: how long their prices hold and their link works, how often one is changed, and how often it is
   * placed anew when it was not paid. Of a discount by hand `aloneMaxPaise` is what one person decides, more needs a second one, and
   * `staffDayMaxPaise` what one member of staff gives in a day (Asia/Kolkata), alone or with a second one.
   */
  drafts: {
    value: {
      pricesHoldMs: 24 * 3_600_000,
      changesMax: 50,
      attemptsMax: 10,
      aloneMaxPaise: 50_000,
      staffDayMaxPaise: 500_000,
    },
    since: '2026-11-24',
    source: 'peers 2.3: price freeze of drafts, 24 hours; the other numbers are our choice',
  },
  /** Signed reports of couriers are taken so long after they were signed. */
  courierReplayWindowMs: { value: 5 * 60_000, since: '2026-01-01', source: 'design: replayed reports are refused' },
  courierSecretOverlapMs: { value: 24 * 3_600_000, since: '2026-01-01', source: 'design: couriers retry for a day' },
  /** Finding an order without an account: a code by text message, then a link. */
  lookup: {
    value: {
      codeLifetimeMs: 200_000,
      attemptsMax: 3,
      perNumberPerHourMax: 6,
      perIpPerHourMax: 100,
      linkLifetimeMs: 30 * 24 * 3_600_000,
    },
    since: '2026-01-01',
    source: 'domain facts 1, OTP: 200 s and 3 attempts; the limits per hour are our choice',
  },
  deliveryAttemptsMax: { value: 3, since: '2026-01-01', source: 'couriers return a parcel after three attempts' },
  /** The day of another attempt lies no further ahead. */
  redeliveryWithinMs: {
    value: 7 * 24 * 3_600_000,
    since: '2026-01-01',
    source: 'our choice: couriers keep a parcel a week',
  },
  /** Products with one of these tags are not taken back. */
  notReturnableTags: {
    value: ['final-sale', 'personalised', 'gift-card', 'digital', 'try-on'],
    since: '2026-01-01',
    source: 'domain facts 9',
  },
  /** How long the answer to an order waits for the gateway's order before it says where to ask. */
  placeWaitMs: { value: 2_000, since: '2026-01-01', source: 'contracts: p95 of every request under 50 ms' },
  /** Goods leave from here: buyers in the same state pay central and state tax, others integrated tax. */
  sellerState: { value: 'Telangana', since: '2026-01-01', source: 'domain facts 9: default place of supply' },
  defaultPlaceOfSupply: { value: 'Telangana', since: '2026-01-01', source: 'domain facts 9' },
} as const;
