/** Numbers of the cart. */
export const cartLimits = {
  value: { quantityMax: 10, linesMax: 50, savedMax: 100 },
  since: '2024-01-01T00:00:00.000Z',
  source: 'requirements S5 (10 pieces of one article); the other two keep a cart small enough to fold and to price',
} as const;

/** A cart that nobody has touched for so long puts its lines aside. */
export const cartIdle = {
  value: { days: 30 },
  since: '2024-01-01T00:00:00.000Z',
  source: 'domain facts, section 4',
} as const;

/** A cart that nobody has touched for so long may be brought to its owner's mind, once for each time it was begun. */
export const cartAbandoned = {
  value: { hours: 24 },
  since: '2024-01-01T00:00:00.000Z',
  source: 'our own: a day leaves a night to think it over',
} as const;

/** How long a link to a shared cart lasts. */
export const cartSharing = {
  value: { days: 7, daysMax: 30 },
  since: '2024-01-01T00:00:00.000Z',
  source: 'our own: a week by default, at most as long as an idle cart lives',
} as const;

/** How long a visitor without an account keeps a cart. */
export const guestCart = {
  value: { tokenDays: 30, opensPerAddressMax: 30, windowMs: 3_600_000 },
  since: '2024-01-01T00:00:00.000Z',
  source: 'as long as an idle cart lives; the limit keeps one address from opening carts without end',
} as const;
