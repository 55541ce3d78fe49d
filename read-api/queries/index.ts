import type { ReadRoute } from '../../domains/kernel/routes.ts';
import { domains } from '../../domains/index.ts';
import { annotationReads } from './annotations.ts';
import { draftOrderReads } from './draft-orders.ts';
import { cartQuery } from './cart.ts';
import { cartCoupons } from './cart-coupons.ts';
import { sharedCartQuery } from './cart-shared.ts';
import { ledgerReads } from './ledger.ts';
import { lowStock } from './low-stock.ts';
import { owedStock } from './owed-stock.ts';
import { stockWatches } from './stock-watches.ts';
import { productPages } from './product-pages.ts';
import { priceHistory } from './product-price-history.ts';
import { productClaims, productStock } from './product-stock.ts';
import { productSearches } from './products-search.ts';
import { trendingProducts } from './products-trending.ts';
import { productList } from './products.ts';
import { bookingList } from './shipments-bookings.ts';
import { undeliveredList } from './shipments-undelivered.ts';
import { sizeRecommendation } from './size-recommendation.ts';
import { storeCreditStatement } from './store-credit.ts';
import { translationReads } from './translations.ts';
import { userExport } from './user-export.ts';
import { questionLists } from './questions.ts';
import { invoiceReads } from './orders-invoice.ts';
import { orderLists } from './orders-lists.ts';
import { bookingReads } from './orders-bookings.ts';
import { orderReads } from './orders.ts';
import { paymentMethods } from './payment-methods.ts';
import { reconciliationReads } from './payments-reconciliation.ts';
import { paymentReads } from './payments.ts';
import { payoutReads } from './payouts.ts';

const joiningReads: readonly ReadRoute[] = [
  ...annotationReads,
  cartQuery,
  cartCoupons,
  sharedCartQuery,
  ...ledgerReads,
  storeCreditStatement,
  ...translationReads,
  sizeRecommendation,
  productList,
  ...productSearches,
  ...trendingProducts,
  ...productPages,
  priceHistory,
  productStock,
  productClaims,
  lowStock,
  owedStock,
  stockWatches,
  ...questionLists,
  ...invoiceReads,
  ...orderLists,
  ...draftOrderReads,
  ...orderReads,
  ...bookingReads,
  undeliveredList,
  bookingList,
  ...paymentReads,
  ...reconciliationReads,
  paymentMethods,
  ...payoutReads,
];
const ownReads = domains.flatMap(({ reads }) => reads);

/** Reads that join two or more domains. */
export const crossDomainReads: readonly ReadRoute[] = [...joiningReads, userExport([...ownReads, ...joiningReads])];
