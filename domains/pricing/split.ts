const byRemainder = (a: { rest: bigint; index: number }, b: { rest: bigint; index: number }): number =>
  a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1;

/**
 * Divides whole paise by weight (largest remainder, ties to the first): the parts always sum to `totalPaise`, and none is
 * greater than its weight as long as the total is not greater than all weights together. Weights are integers of 0 or more;
 * with no weight at all the total must be 0.
 */
export const splitByWeight = (totalPaise: number, weights: readonly number[]): number[] => {
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  if (totalPaise === 0) return weights.map(() => 0);
  if (whole === 0) throw new Error('an amount cannot be divided among parts without weight');
  // The product of two amounts can exceed 2^53, so the division is done in bigints.
  const shares = weights.map((weight, index) => {
    const product = BigInt(totalPaise) * BigInt(weight);
    return { index, paise: Number(product / BigInt(whole)), rest: product % BigInt(whole) };
  });
  let left = totalPaise - shares.reduce((sum, { paise }) => sum + paise, 0);
  for (const share of [...shares].sort(byRemainder)) {
    if (left === 0) break;
    share.paise += 1;
    left -= 1;
  }
  return shares.map(({ paise }) => paise);
};

/** `part/whole` of an amount, rounded down, exact for amounts up to 2^53. */
export const portionOf = (paise: number, part: number, whole: number): number =>
  Number((BigInt(paise) * BigInt(part)) / BigInt(whole));
