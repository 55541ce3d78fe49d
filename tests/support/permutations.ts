/** Every order of the items. */
export const permutationsOf = <T>(items: readonly T[]): T[][] =>
  items.length === 0
    ? [[]]
    : items.flatMap((item, index) => permutationsOf(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));

/** Every order of the items, then every order with one of them repeated. */
export const deliveriesOf = <T>(items: readonly T[]): T[][] => [
  ...permutationsOf(items),
  ...items.flatMap((repeated) => permutationsOf([...items, repeated])),
];
