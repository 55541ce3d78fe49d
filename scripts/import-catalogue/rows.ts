import { garmentOf, sizesOf, type Audience } from './garments.ts';

/** One row of `POST /catalogue/imports`. */
export type ImportRow = {
  readonly externalId: string;
  readonly vendor: string;
  readonly name: string;
  readonly brand?: string;
  readonly description?: string;
  readonly audience?: Audience;
  readonly categories: readonly string[];
  readonly images: readonly string[];
  readonly tags?: readonly string[];
  readonly featured?: 'trending' | 'best_seller';
  readonly hsnCode: string;
  readonly pricePaise: number;
  readonly mrpPaise?: number;
  readonly colour?: string;
  readonly stock: number;
  readonly variants: readonly { readonly size?: string; readonly colour?: string; readonly stock?: number }[];
};
export type BadRow = { readonly line: number; readonly reason: string };

export const COLUMNS = ['product_id', 'name', 'brand', 'gender', 'price_inr', 'images', 'colour'] as const;
export type CsvRecord = Readonly<Record<(typeof COLUMNS)[number], string>>;

const AUDIENCES: Readonly<Record<string, Audience>> = {
  Women: 'women',
  Men: 'men',
  Unisex: 'unisex',
  Girls: 'girls',
  Boys: 'boys',
  'Unisex Kids': 'kids',
};
const DEPARTMENTS: Readonly<Record<Audience, string>> = {
  women: 'Women',
  men: 'Men',
  unisex: 'Unisex',
  girls: 'Girls',
  boys: 'Boys',
  kids: 'Kids',
};
const IMAGES_MAX = 20;
const PAISE_PER_RUPEE = 100;
const RUPEES_MAX = 10_000_000;

const wholeNumber = (text: string): number | undefined => (/^\d{1,9}$/.test(text) ? Number(text) : undefined);

export type RowOptions = { readonly imageBaseUrl: string; readonly stock: number };

/** A record of the file as a row of the import, or why it is none. Without an MRP of its own the price is the MRP. */
export const rowOf = (record: CsvRecord, options: RowOptions): ImportRow | { readonly reason: string } => {
  const { product_id: externalId, name, brand, gender, colour } = record;
  for (const column of ['product_id', 'name', 'brand'] as const)
    if (record[column] === '') return { reason: `${column} is empty` };
  const rupees = wholeNumber(record.price_inr);
  if (rupees === undefined || rupees === 0 || rupees > RUPEES_MAX)
    return { reason: `price_inr must be whole rupees from 1 to ${RUPEES_MAX}, not "${record.price_inr}"` };
  const audience = AUDIENCES[gender];
  if (audience === undefined)
    return { reason: `gender must be one of ${Object.keys(AUDIENCES).join(', ')}, not "${gender}"` };
  const images = record.images === '' ? 0 : wholeNumber(record.images);
  if (images === undefined) return { reason: `images must be a number, not "${record.images}"` };
  const garment = garmentOf(name, brand);
  return {
    externalId,
    vendor: brand,
    name,
    audience,
    categories: [`${garment.department ?? DEPARTMENTS[audience]} > ${garment.category}`],
    images: Array.from(
      { length: Math.min(images, IMAGES_MAX) },
      (_, index) => `${options.imageBaseUrl}/${encodeURIComponent(externalId)}/${index + 1}.jpg`,
    ),
    hsnCode: garment.hsnCode,
    pricePaise: rupees * PAISE_PER_RUPEE,
    ...(colour === '' ? {} : { colour }),
    stock: options.stock,
    variants: sizesOf(garment, audience).map((size) => (size === undefined ? {} : { size })),
  };
};
