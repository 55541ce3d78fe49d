import type { ProductDetails, ProductEvent, Variant } from './events.ts';

export type ProductState = {
  readonly vendorId: string;
  readonly details: ProductDetails;
  /** In the order of adding. */
  readonly variants: readonly Variant[];
  readonly status: 'draft' | 'published' | 'archived';
  /** While published: from when readers see it. */
  readonly visibleFrom: string | undefined;
};
/** Undefined before the product is created. */
export type Product = ProductState | undefined;

export const variantOf = (product: Product, variantId: string): Variant | undefined =>
  product?.variants.find((variant) => variant.variantId === variantId);

/** Whether everybody sees the product at this time. */
export const isVisible = (product: Product, now: string): product is ProductState =>
  product?.status === 'published' && (product.visibleFrom === undefined || product.visibleFrom <= now);

/** Whether customers may buy it at this time. */
export const isOnSale = (product: Product, variantId: string, now: string): boolean =>
  isVisible(product, now) && (variantOf(product, variantId)?.active ?? false);

const replaced = (variants: readonly Variant[], variant: Variant): readonly Variant[] =>
  variants.map((present) => (present.variantId === variant.variantId ? variant : present));

/** The product after one more event; read models fold the same way. */
export const evolveProduct = (product: Product, { type, data }: ProductEvent): Product => {
  if (type === 'ProductCreated') {
    const { vendorId, details, variants } = data;
    return { vendorId, details, variants, status: 'draft', visibleFrom: undefined };
  }
  if (product === undefined) throw new Error(`${type} in a stream of no product`);
  switch (type) {
    case 'ProductChanged':
      return { ...product, details: data.details };
    case 'VariantAdded':
      return { ...product, variants: [...product.variants, data.variant] };
    case 'VariantChanged':
      return { ...product, variants: replaced(product.variants, data.variant) };
    case 'VariantPriceChanged': {
      const { variantId, pricePaise, mrpPaise } = data;
      const variant = variantOf(product, variantId)!;
      return { ...product, variants: replaced(product.variants, { ...variant, pricePaise, mrpPaise }) };
    }
    case 'VariantRemoved':
      return { ...product, variants: product.variants.filter(({ variantId }) => variantId !== data.variantId) };
    case 'ProductPublished':
      return { ...product, status: 'published', visibleFrom: data.visibleFrom };
    case 'ProductUnpublished':
      return { ...product, status: 'draft', visibleFrom: undefined };
    case 'ProductArchived':
      return { ...product, status: 'archived', visibleFrom: undefined };
  }
};
