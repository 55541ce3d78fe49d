import { CategoryId, ProductId, VariantId, VendorId } from '../../event-schemas/primitives.ts';
import { derivedId } from '../kernel/derived-id.ts';
import { withoutAccents } from '../../event-schemas/letters.ts';

const SLUG_MAX = 100;

/** Cut to so many characters, never between a letter and its marks. */
const cut = (text: string, max: number): string =>
  text.length <= max ? text : text.slice(0, max + 1).replace(/\P{M}\p{M}*$/u, '');

/**
 * Words in lower case with hyphens, for URLs and natural keys: accents fall away, vowel signs of Indian scripts stay. A name
 * without any letter is `item`. What was stored as another rule made it stays valid: nobody compares it with this.
 */
export const slugOf = (name: string, max = SLUG_MAX): string => {
  const words = withoutAccents(name)
    .toLowerCase()
    .replace(/&/g, ' and ')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/(^|-)\p{M}+/gu, '$1')
    .replace(/^-+/, '');
  return cut(words, max).replace(/-+$/, '') || 'item';
};

/** What tells two names apart; never changed, since the ids of vendors are made of it. */
const nameKey = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]+/g, '')
    .toLowerCase()
    .replace(/&/g, ' and ')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 100) || 'item';

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
