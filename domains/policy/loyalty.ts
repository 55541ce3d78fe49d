/** Numbers of the loyalty programme, and the groups of buyers that offers may be for. */

export const TIERS = ['bronze', 'silver', 'gold'] as const;
export type Tier = (typeof TIERS)[number];

/** Tiers by the coins that purchases earned in the last calendar months, this one included; lowest first. */
export const loyaltyTiers: {
  readonly value: readonly { readonly tier: Tier; readonly fromCoins: number }[];
  readonly windowMonths: number;
  readonly since: string;
  readonly source: string;
} = {
  value: [
    { tier: 'bronze', fromCoins: 0 },
    { tier: 'silver', fromCoins: 1_000 },
    { tier: 'gold', fromCoins: 5_000 },
  ],
  windowMonths: 12,
  since: '2024-01-01T00:00:00.000Z',
  source: 'peers 2.16 asks for tiers and names no sums; at 10% they are goods for ₹10,000 and ₹50,000 a year',
};

/** Groups of buyers: those without a confirmed order, those with one, and those of a tier. */
export const SEGMENTS = ['firstOrder', 'returning', ...TIERS] as const;
export type Segment = (typeof SEGMENTS)[number];
