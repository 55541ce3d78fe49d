/** Numbers and tables of the catalogue. `since` is the day from which an entry holds; `source` says who set it. */
type Dated<T> = { readonly value: T; readonly since: string; readonly source: string };
const SHOP = 'domain facts of the shop';

export const CATALOGUE_POLICY = {
  /** How long a price counts towards "lowest in N days". */
  lowestPriceDays: { value: 30, since: '2026-01-01', source: SHOP },
  /** Below this many available pieces the shop says "only a few left". */
  fewLeftBelow: { value: 5, since: '2026-01-01', source: SHOP },
  /** Facets and the category tree may be this old, unless a request names a position they must have reached. */
  facetsMaxAgeMs: { value: 2_000, since: '2026-01-01', source: 'this project' },
  /** Trending: a signal loses half of its weight in this time. */
  trendingHalfLifeDays: {
    value: 3,
    since: '2026-01-01',
    source: 'this project, after the seven days of the requirements',
  },
  /** Trending: the ranking may be this old, unless a request names a position it must have reached. */
  trendingMaxAgeMs: { value: 5_000, since: '2026-01-01', source: 'this project' },
  /** Trending: what one signal weighs. A new product counts a little, so that an empty shop shows the newest. */
  trendingWeights: { value: { created: 0.2, cartAdd: 1, order: 10 }, since: '2026-01-01', source: SHOP },
} as const satisfies Readonly<Record<string, Dated<unknown>>>;

/** Bounds of the price facet, in paise; the last band is open. */
export const PRICE_BANDS_PAISE = [50_000, 100_000, 200_000, 300_000, 500_000] as const;

/** The list of sizes as it comes, in the order in which people expect them; admins change the list itself. */
export const SIZE_ORDER: readonly string[] = [
  'Free Size',
  'XXS',
  'XS',
  'S',
  'M',
  'L',
  'XL',
  'XXL',
  '3XL',
  '4XL',
  '5XL',
];

/** The list of colours as it comes, each with what a swatch shows; admins change the list itself. */
export const COLOUR_HEX: Readonly<Record<string, string>> = {
  Black: '#000000',
  White: '#ffffff',
  Grey: '#808080',
  Silver: '#c0c0c0',
  Charcoal: '#36454f',
  Beige: '#f5f5dc',
  Brown: '#8b4513',
  Khaki: '#c3b091',
  Blue: '#1e66d0',
  Navy: '#000080',
  Green: '#2e8b57',
  Olive: '#808000',
  Red: '#c8102e',
  Maroon: '#800000',
  Burgundy: '#800020',
  Pink: '#ffc0cb',
  Peach: '#ffcba4',
  Rose: '#ff66cc',
  Magenta: '#ff00ff',
  Purple: '#800080',
  Lavender: '#b57edc',
  Yellow: '#ffd700',
  Mustard: '#e1ad01',
  Gold: '#d4af37',
  Orange: '#ff8c00',
  Bronze: '#cd7f32',
  Platinum: '#e5e4e2',
};
