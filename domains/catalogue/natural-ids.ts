import { CategoryId, ProductId, VariantId, VendorId } from '../../event-schemas/primitives.ts';
import { derivedId } from '../kernel/derived-id.ts';

const joined = (name: string, marks: RegExp, between: RegExp): string =>
  name
    .normalize('NFKD')
    .replace(marks, '')
    .toLowerCase()
    .replace(/&/g, ' and ')
    .replace(between, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 100) || 'item';

/** Words in lower case with hyphens, for URLs and natural keys. Marks fall away; a name without any letter is `item`. */
export const slugOf = (name: string): string => joined(name, /\p{M}+/gu, /[^\p{L}\p{N}]+/gu);

/**
 * What tells two names apart. Accents of Latin letters do not; vowel signs of Devanagari, Telugu or Tamil are marks too, and
 * without them two names would be one.
 */
const nameKey = (name: string): string => joined(name, /[\u0300-\u036f]+/g, /[^\p{L}\p{M}\p{N}]+/gu);

/** One vendor per name, so that two registrations of one name meet in one stream. */
export const vendorIdOf = (name: string): VendorId => VendorId.parse(derivedId('vendor', nameKey(name)));
/** One category per slug. */
export const categoryIdOf = (slug: string): CategoryId => CategoryId.parse(derivedId('category', slug));
/** One product per vendor and the vendor's own number of it, so that importing it again meets the same stream. */
export const productIdOf = (vendorId: string, externalId: string): ProductId =>
  ProductId.parse(derivedId('product', vendorId, externalId));
/** One variant per product, colour and size; a missing one counts as a value. */
export const variantIdOf = (productId: string, colour: string | undefined, size: string | undefined): VariantId =>
  VariantId.parse(derivedId('variant', productId, colour ?? '', size ?? ''));
