import type { WriteRoute } from '../../domains/kernel/routes.ts';
import { annotationWrites } from './annotations.ts';
import { cartItemWrites } from './cart.ts';
import { cartCouponWrites } from './cart-coupons.ts';
import { cartGuestWrites } from './cart-guests.ts';
import { cartMarkWrites } from './cart-marks.ts';
import { cartShareWrites } from './cart-shares.ts';
import { draftOrderWrites } from './draft-orders.ts';
import { takeDraftOrderWrite } from './draft-orders-taken.ts';
import { importJobWrites } from './catalogue-import-jobs.ts';
import { importWrites } from './catalogue-imports.ts';
import { stockWatchWrites } from './catalogue-watches.ts';
import { arrivalWrites } from './catalogue-arrivals.ts';
import { stockWrites } from './catalogue-stock.ts';
import { exportWrites } from './exports.ts';
import { trackingWebhook } from './couriers-tracking.ts';
import { courierWrites } from './couriers.ts';
import { bookingWrites } from './orders-bookings.ts';
import { changeOrderWrites } from './orders-change.ts';
import { editOrderWrites } from './orders-edit.ts';
import { lookUpOrderWrites } from './orders-lookup.ts';
import { payNowWrites } from './orders-pay-now.ts';
import { placeOrderWrites } from './orders-place.ts';
import { returnWrites } from './orders-returns.ts';
import { shipOrderWrites } from './orders-ship.ts';
import { undeliveredWrites } from './orders-undelivered.ts';
import { reconcileWrite } from './payments-reconcile.ts';
import { mismatchWrites } from './payments-mismatches.ts';
import { paymentWebhook } from './payments-webhook.ts';
import { paymentWrites } from './payments.ts';
import { payoutWrites } from './payouts.ts';
import { questionCrossWrites } from './questions.ts';
import { translationWrites } from './translations.ts';
import { deleteUserWrite } from './users-deletion.ts';
import { mergeUsersWrite } from './users-merge.ts';

/** Writes that need the facts of two or more domains. */
export const crossDomainWrites: readonly WriteRoute[] = [
  ...annotationWrites,
  ...cartItemWrites,
  ...cartMarkWrites,
  ...cartGuestWrites,
  ...cartCouponWrites,
  ...cartShareWrites,
  ...importWrites,
  ...importJobWrites,
  ...exportWrites,
  ...stockWrites,
  ...arrivalWrites,
  ...stockWatchWrites,
  ...placeOrderWrites,
  ...changeOrderWrites,
  ...editOrderWrites,
  ...payNowWrites,
  ...draftOrderWrites,
  takeDraftOrderWrite,
  ...lookUpOrderWrites,
  ...shipOrderWrites,
  ...undeliveredWrites,
  ...courierWrites,
  trackingWebhook,
  ...bookingWrites,
  ...returnWrites,
  ...paymentWrites,
  paymentWebhook,
  reconcileWrite,
  ...mismatchWrites,
  ...payoutWrites,
  ...questionCrossWrites,
  ...translationWrites,
  deleteUserWrite,
  mergeUsersWrite,
];
