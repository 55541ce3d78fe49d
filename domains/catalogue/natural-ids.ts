import { CategoryId, ProductId, VariantId, VendorId } from '../../event-schemas/primitives.ts';
import { derivedId } from '../kernel/derived-id.ts';

/** Words in lower case with hyphens, for URLs and natural keys. Diacritics fall away; a name without any letter is `item`. */
export const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/&/g, ' and ')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 100) || 'item';

/** One vendor per name, so that two registrations of one name meet in one stream. */
export const vendorIdOf = (name: string): VendorId => VendorId.parse(derivedId('vendor', slugOf(name)));
/** One category per slug. */
export const categoryIdOf = (slug: string): CategoryId => CategoryId.parse(derivedId('category', slug));
/** One product per vendor and the vendor's own number of it, so that importing it again meets the same stream. */
export const productIdOf = (vendorId: string, externalId: string): ProductId =>
  ProductId.parse(derivedId('product', vendorId, externalId));
/** One variant per product, colour and size; a missing one counts as a value. */
export const variantIdOf = (productId: string, colour: string | undefined, size: string | undefined): VariantId =>
  VariantId.parse(derivedId('variant', productId, colour ?? '', size ?? ''));
