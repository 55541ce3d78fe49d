import { z } from 'zod';
import { ExternalReference } from '../../domains/annotation/content.ts';
import { productIdOf, vendorIdOf } from '../../domains/catalogue/natural-ids.ts';
import { DetailsBody, VariantBody, wholeProduct } from '../../domains/catalogue/product/bodies.ts';
import { Paise, type CategoryId, type ProductId, type VariantId } from '../../event-schemas/primitives.ts';

const STOCK_MAX = 1_000_000;
const Stock = z.int().min(0).max(STOCK_MAX);
const Path = z
  .string()
  .max(500)
  .transform((path) => path.split('>').map((name) => name.trim()))
  .refine((names) => names.length <= 5 && names.every((name) => name !== '' && name.length <= 100), {
    message: 'must be one to five names, such as "Women > Kurtas"',
  });

const RowVariant = VariantBody.omit({ variantId: true, pricePaise: true, mrpPaise: true }).extend({
  pricePaise: Paise.min(1).optional(),
  mrpPaise: Paise.min(1).optional(),
  stock: Stock.optional(),
  externalReference: ExternalReference.optional(),
});
/** One product of a list. Price, MRP, colour and stock of the row hold for every variant that has none of its own. */
export const ImportRow = DetailsBody.omit({ categoryIds: true, externalId: true, brand: true }).extend({
  externalId: z.string().trim().min(1).max(100),
  /** The vendor's name; admins and services bring new vendors along. */
  vendor: z.string().trim().min(1).max(120),
  /** Defaults to the vendor's name. */
  brand: z.string().trim().min(1).max(120).optional(),
  categories: z.array(Path).max(10).default([]),
  pricePaise: Paise.min(1),
  mrpPaise: Paise.min(1).optional(),
  colour: z.string().trim().min(1).max(40).optional(),
  stock: Stock.default(0),
  variants: z.array(RowVariant).min(1).max(100),
  publish: z.boolean().default(true),
  /** Of another system, unique in the whole shop; `externalId` is the vendor's own number. */
  externalReference: ExternalReference.optional(),
});
export type ImportRow = z.infer<typeof ImportRow>;

/** The fields of a row that describe the product as they stand. */
const DETAILS = DetailsBody.omit({ categoryIds: true, brand: true });

export type RowPlan = {
  readonly productId: ProductId;
  readonly product: ReturnType<typeof wholeProduct>;
  readonly stock: readonly { readonly variantId: VariantId; readonly quantity: number }[];
};

/** What a row asks for, under ids made from the vendor's name and its number of the product. */
export const planOf = (row: ImportRow, categoryIds: readonly CategoryId[]): RowPlan => {
  const { vendor, brand, pricePaise, mrpPaise, colour, stock, variants } = row;
  const vendorId = vendorIdOf(vendor);
  const productId = productIdOf(vendorId, row.externalId);
  const product = wholeProduct(productId, {
    ...DETAILS.parse(row),
    publish: row.publish,
    vendorId,
    brand: brand ?? vendor,
    categoryIds: [...categoryIds],
    variants: variants.map((variant) => {
      const price = variant.pricePaise ?? pricePaise;
      const own = variant.colour ?? colour;
      return {
        ...variant,
        ...(own === undefined ? {} : { colour: own }),
        pricePaise: price,
        mrpPaise: variant.mrpPaise ?? mrpPaise ?? price,
      };
    }),
  });
  const quantities = variants.map((variant) => variant.stock ?? stock);
  return {
    productId,
    product,
    stock: product.variants.flatMap(({ variantId }, index) =>
      quantities[index]! > 0 ? [{ variantId, quantity: quantities[index]! }] : [],
    ),
  };
};
