import type { Domain } from '../kernel/aggregate.ts';
import { category } from './category/aggregate.ts';
import { categoryTreeProjection } from './category/read-model.ts';
import { categoryReads, categoryWrites } from './category/routes.ts';
import { importJob } from './import-job/aggregate.ts';
import { importJobReads } from './import-job/routes.ts';
import { optionList } from './option-list/aggregate.ts';
import { optionListReads, optionListWrites } from './option-list/routes.ts';
import { priceChange } from './price-change/aggregate.ts';
import { priceChangeList } from './price-change/read-model.ts';
import { priceChangeReads, priceChangeWrites } from './price-change/routes.ts';
import { priceWatch } from './price-watch/aggregate.ts';
import { priceWatchList } from './price-watch/read-model.ts';
import { priceWatchReads, priceWatchWrites } from './price-watch/routes.ts';
import { product } from './product/aggregate.ts';
import { productProjection } from './product/read-model.ts';
import { productSlugs } from './product/slugs.ts';
import { productReads, productWrites } from './product/routes.ts';
import { sizeChart } from './size-chart/aggregate.ts';
import { sizeChartReads, sizeChartWrites } from './size-chart/routes.ts';
import { skuBook } from './sku-book/aggregate.ts';
import { vendor } from './vendor/aggregate.ts';
import { vendorProjection } from './vendor/read-model.ts';
import { vendorReads, vendorWrites } from './vendor/routes.ts';

export { category, importJob, product, sizeChart, vendor };
export {
  CHUNK_ROWS_MAX,
  IMPORT_FORMATS,
  IMPORT_SUBJECTS,
  IMPORTERS,
  JOB_ROWS_MAX,
  type ImportSubject,
} from './import-job/events.ts';
export { FAILURES_SHOWN, ImportJobView, importJobView } from './import-job/view.ts';
export { CATEGORY_TREE } from './category/aggregate.ts';
export { pathOf, type CategoryTree } from './category/decider.ts';
export type { CategoryNode } from './category/read-model.ts';
export { ProductDetails, Variant, type ProductEvent } from './product/events.ts';
export { isOnSale, isVisible, variantOf, type Product, type ProductState } from './product/state.ts';
export { categoryIdOf, productIdOf, slugOf, variantIdOf, vendorIdOf } from './natural-ids.ts';
export type { PricePoint, ProductRow } from './product/read-model.ts';
export { Declarations } from './product/declarations.ts';
export { DetailsBody, productBody, VariantBody, wholeProduct } from './product/bodies.ts';
export { BODY_MEASUREMENTS } from './size-chart/events.ts';
export { recommendSize, type Body } from './size-chart/recommend.ts';
export { chartOfProduct, visibleProduct } from './size-chart/routes.ts';
export { shownOptions, type ShownOptions } from './option-list/shown.ts';
export { claimSkus, releaseSkus, skuClaims } from './sku-book/claims.ts';
export { requireProduct } from './product/routes.ts';
export { actsForAll, requireVendor, type Access } from './vendor/access.ts';
export { profileAsOf } from './vendor/as-of.ts';
export type { Vendor } from './vendor/decider.ts';
export type { VendorProfile } from './vendor/events.ts';

export const catalogue: Domain = {
  name: 'catalogue',
  aggregates: [vendor, category, product, priceChange, priceWatch, sizeChart, optionList, skuBook, importJob],
  projections: [
    vendorProjection,
    categoryTreeProjection,
    productProjection,
    productSlugs,
    priceChangeList,
    priceWatchList,
  ],
  writes: [
    ...vendorWrites,
    ...categoryWrites,
    ...productWrites,
    ...priceChangeWrites,
    ...priceWatchWrites,
    ...sizeChartWrites,
    ...optionListWrites,
  ],
  reads: [
    ...vendorReads,
    ...categoryReads,
    ...productReads,
    ...priceChangeReads,
    ...priceWatchReads,
    ...sizeChartReads,
    ...optionListReads,
    ...importJobReads,
  ],
};
