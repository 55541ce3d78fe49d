import type { CallOptions, TestSystem } from './system.ts';

type Money = { readonly amount: number };
/** The fields of the catalogue's answers that journeys look at; each answer has some of them. */
export type CatalogueBody = {
  readonly id: string;
  readonly slug: string;
  readonly status: string;
  readonly next: string | null;
  readonly total: number;
  readonly created: number;
  readonly products: readonly { readonly id: string; readonly name: string; readonly price: Money }[];
  readonly variants: readonly { readonly variantId: string; readonly prices: readonly unknown[] }[];
  readonly rows: readonly { readonly productId: string }[];
  readonly facets: unknown;
  readonly suggestions: readonly string[];
};
export type CatalogueAnswer = { readonly status: number; readonly headers: Headers; readonly body: CatalogueBody };

export const catalogueCalls =
  (shop: () => TestSystem) =>
  async (method: string, path: string, options?: CallOptions): Promise<CatalogueAnswer> =>
    await shop().call(method, path, options);
