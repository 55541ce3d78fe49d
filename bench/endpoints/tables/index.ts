import type { Operation } from '../operation.ts';
import { contactOperations, farewellOperations, profileOperations } from './accounts.ts';
import { addressClosing, addressOperations } from './addresses.ts';
import { administrationOperations, closingOperations } from './administration.ts';
import { annotationOperations } from './annotations.ts';
import { bookingOperations } from './bookings.ts';
import { cartOperations } from './carts.ts';
import { walletOperations } from './wallets.ts';
import { couponOperations, redeemOperations } from './coupons.ts';
import { courierOperations } from './couriers.ts';
import { earningRuleOperations } from './earning-rules.ts';
import { eventOperations, ledgerOperations } from './events.ts';
import { exportOperations } from './exports.ts';
import { lookUpOperations } from './look-ups.ts';
import { mergeOperations } from './merging.ts';
import { moneyOperations, settlementOperations } from './money.ts';
import { oauthOperations } from './oauth.ts';
import { optionListClosing, optionListOperations } from './option-lists.ts';
import { orderOperations } from './orders.ts';
import { productOperations } from './products.ts';
import { questionOperations } from './questions.ts';
import { reconciliationOperations } from './reconciliation.ts';
import { returnOperations } from './returns.ts';
import { shopWindowOperations } from './shop-window.ts';
import { passwordSignInOperations, phoneSignInOperations, signOutOperations } from './sign-in.ts';
import { savedMethodOperations } from './saved-methods.ts';
import { sizeChartClosing, sizeChartOperations } from './size-charts.ts';
import { storeCreditOperations } from './store-credit.ts';
import { translationOperations } from './translations.ts';
import { undeliveredOperations } from './undelivered.ts';
import { vendorOperations } from './vendors.ts';
import { webhookOperations } from './webhooks.ts';

/** Every operation in the order of a life: each comes after those that make what it needs. */
export const operations: readonly Operation[] = [
  ...vendorOperations,
  ...productOperations,
  ...annotationOperations,
  ...exportOperations,
  ...sizeChartOperations,
  ...optionListOperations,
  ...shopWindowOperations,
  ...phoneSignInOperations,
  ...mergeOperations,
  ...passwordSignInOperations,
  ...oauthOperations,
  ...profileOperations,
  ...contactOperations,
  ...addressOperations,
  ...questionOperations,
  ...couponOperations,
  ...translationOperations,
  ...walletOperations,
  ...earningRuleOperations,
  ...storeCreditOperations,
  ...cartOperations,
  ...redeemOperations,
  ...orderOperations,
  ...returnOperations,
  ...lookUpOperations,
  ...moneyOperations,
  ...savedMethodOperations,
  ...courierOperations,
  ...bookingOperations,
  ...undeliveredOperations,
  ...settlementOperations,
  ...reconciliationOperations,
  ...ledgerOperations,
  ...eventOperations,
  ...administrationOperations,
  ...webhookOperations,
  ...farewellOperations,
  ...signOutOperations,
  ...addressClosing,
  ...closingOperations,
  ...sizeChartClosing,
  ...optionListClosing,
];
