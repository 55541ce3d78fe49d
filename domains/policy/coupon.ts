/** Numbers of coupons. */

/** How often one caller may ask for a code that is not there for them, so that codes cannot be guessed. */
export const codeGuessing = {
  value: { missesMax: 20, windowMs: 600_000 },
  since: '2024-01-01T00:00:00.000Z',
  source: 'requirements S16 ask for a limit and name none',
} as const;

/** How long a use that is redeemed by hand is held between its two steps. */
export const directRedemption = {
  value: { holdMs: 60_000 },
  since: '2024-01-01T00:00:00.000Z',
  source: 'long enough for two appends',
} as const;

type Seed = {
  readonly code: string;
  readonly description: string;
  readonly percent?: number;
  readonly rupees?: number;
  readonly minimumRupees: number;
  readonly usesMax?: number;
  readonly usesPerUserMax?: number;
};
/** The coupons that the shop opens with. */
export const openingCoupons: { readonly value: readonly Seed[]; readonly since: string; readonly source: string } = {
  value: [
    { code: 'SAVE10', description: '10% off', percent: 10, minimumRupees: 0 },
    { code: 'SAVE20', description: '20% off above ₹500', percent: 20, minimumRupees: 500, usesPerUserMax: 3 },
    { code: 'NEW50', description: '₹50 off, once', rupees: 50, minimumRupees: 0, usesPerUserMax: 1 },
    { code: 'NEW100', description: '₹100 off above ₹300, once', rupees: 100, minimumRupees: 300, usesPerUserMax: 1 },
    {
      code: 'FIRST200',
      description: '₹200 off above ₹500 for the first hundred',
      rupees: 200,
      minimumRupees: 500,
      usesMax: 100,
      usesPerUserMax: 1,
    },
    { code: 'FLAT300', description: '₹300 off above ₹1,000', rupees: 300, minimumRupees: 1_000 },
    {
      code: 'MEGA500',
      description: '₹500 off above ₹2,000, fifty times',
      rupees: 500,
      minimumRupees: 2_000,
      usesMax: 50,
    },
    { code: 'WELCOME15', description: '15% off above ₹200, twice', percent: 15, minimumRupees: 200, usesPerUserMax: 2 },
  ],
  since: '2024-01-01T00:00:00.000Z',
  source: 'domain facts, section 6',
};

/** The most that a coupon may cost when one admin sets it up alone; above it, or without a bound, another one has to approve. */
export const couponApproval = {
  value: { budgetMaxPaise: 10_000_000 },
  since: '2024-01-01T00:00:00.000Z',
  source: 'peers 2.16 asks for an approval and names no sum',
} as const;

/** Codes that one request makes. */
export const couponBatch = {
  value: { codesMax: 200 },
  since: '2024-01-01T00:00:00.000Z',
  source: 'our own: as many appends as one request may wait for',
} as const;
