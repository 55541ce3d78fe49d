/** Numbers of booking and following parcels. `since` is the day from which a value holds, `source` says who set it. */
export const courierPolicy = {
  /** Of one piece, where the product does not say what it weighs. */
  pieceGrams: { value: 400, since: '2026-01-01', source: 'our choice: a kurta in its package' },
  /** A parcel nobody has reported about for so long is asked about. */
  quietMs: { value: 12 * 3_600_000, since: '2026-01-01', source: 'our choice: couriers scan twice a day' },
  /** Then it is left to people: a month. */
  asksMax: { value: 60, since: '2026-01-01', source: 'our choice' },
  /** The courier takes a buyer's answer only once it has noted the failed attempt itself. */
  instructAgainMs: { value: 30 * 60_000, since: '2026-01-01', source: 'our choice' },
  instructionsMax: { value: 96, since: '2026-01-01', source: 'our choice: two days' },
} as const;
