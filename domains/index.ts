import type { Domain } from './kernel/aggregate.ts';
import { address } from './address/index.ts';
import { annotationDomain } from './annotation/index.ts';
import { cartDomain } from './cart/index.ts';
import { catalogue } from './catalogue/index.ts';
import { couponDomain } from './coupon/index.ts';
import { earningDomain } from './earning/index.ts';
import { eventLogging } from './event-logging/index.ts';
import { exportDomain } from './export/index.ts';
import { inventoryDomain } from './inventory/index.ts';
import { orderDomain } from './order/index.ts';
import { outreachDomain } from './outreach/index.ts';
import { paymentDomain } from './payment/index.ts';
import { questionDomain } from './question/index.ts';
import { storeCreditDomain } from './store-credit/index.ts';
import { translationDomain } from './translation/index.ts';
import { user } from './user/index.ts';
import { walletDomain } from './wallet/index.ts';
import { webhookDomain } from './webhook/index.ts';

/** The one place where a domain is registered. */
export const domains: readonly Domain[] = [
  address,
  annotationDomain,
  cartDomain,
  catalogue,
  couponDomain,
  earningDomain,
  eventLogging,
  exportDomain,
  inventoryDomain,
  orderDomain,
  outreachDomain,
  paymentDomain,
  questionDomain,
  storeCreditDomain,
  translationDomain,
  user,
  walletDomain,
  webhookDomain,
];
