/** Chance that a seed decides: the same seed gives the same run, bit for bit (xorshift128+ reduced to 32-bit words, Marsaglia 2003). */
export type Random = {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number in [0, max). */
  below(max: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** A UUID of version 7 shape whose bits all come from the seed. */
  uuid(): string;
};

const SPREAD = 0x9e3779b9;

export const randomOf = (seed: number): Random => {
  let [a, b, c, d] = [seed ^ SPREAD, seed * 31 + 7, 0x1234567, 0x89abcde];
  const word = (): number => {
    let t = d;
    const s = a;
    d = c;
    c = b;
    b = s;
    t ^= t << 11;
    t ^= t >>> 8;
    a = t ^ s ^ (s >>> 19);
    return a >>> 0;
  };
  for (let warmUp = 0; warmUp < 20; warmUp += 1) word();
  const below = (max: number): number => Math.floor((word() / 2 ** 32) * max);
  const hex = (digits: number): string => Array.from({ length: digits }, () => below(16).toString(16)).join('');
  return {
    next: () => word() / 2 ** 32,
    below,
    chance: (probability) => word() / 2 ** 32 < probability,
    pick: (items) => items[below(items.length)]!,
    uuid: () => `${hex(8)}-${hex(4)}-7${hex(3)}-8${hex(3)}-${hex(12)}`,
  };
};
