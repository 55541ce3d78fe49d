import type { Reactor } from '../domains/kernel/reactor.ts';
import type { AnySaga } from '../domains/kernel/saga.ts';
import { overdueArrival } from './overdue-arrival.ts';
import { placeOrder } from './place-order.ts';
import { offerPayNow } from './offer-pay-now.ts';
import { editOrder } from './edit-order.ts';
import { eraseAccount } from './erase-account.ts';
import { forgetOtp } from './forget-otp.ts';
import { mergeAccounts } from './merge-accounts.ts';
import { moveCoins } from './move-coins.ts';
import { moveCredit } from './move-credit.ts';
import { giftCardLife } from './gift-card-life.ts';
import { catalogueImport } from './reactors/catalogue-import.ts';
import { forgetAnnotations, freeReferences } from './reactors/annotations.ts';
import { exportFiles } from './reactors/exports.ts';
import { forgetPerson } from './reactors/forget-person.ts';
import { cartExpiry } from './cart-expiry.ts';
import { coinEarning } from './coin-earning.ts';
import { coinExpiry } from './coin-expiry.ts';
import { followParcel } from './follow-parcel.ts';
import { instructCourier } from './instruct-courier.ts';
import { closeCredit } from './close-credit.ts';
import { closeCashOrder } from './close-cash-order.ts';
import { collectCash } from './collect-cash.ts';
import { issueInvoice } from './issue-invoice.ts';
import { latePayment } from './late-payment.ts';
import { recordRefund } from './refund-record.ts';
import { refundOrder } from './refund-order.ts';
import { scheduledPrice } from './scheduled-price.ts';
import { replaceLines } from './replace-lines.ts';
import { dayReconciliationReactor } from './reactors/day-reconciliation.ts';
import { courierAutoBooking } from './reactors/courier-auto-booking.ts';
import { courierBooking } from './reactors/courier-booking.ts';
import { courierInstruction, courierTracking } from './reactors/courier-following.ts';
import { newDeviceMail } from './reactors/new-device-mail.ts';
import { carryBelongings } from './reactors/carry-belongings.ts';
import { otpMail } from './reactors/otp-mail.ts';
import { settleVendor } from './settle-vendor.ts';
import { otpSms } from './reactors/otp-sms.ts';
import { paymentCapture } from './reactors/payment-capture.ts';
import { paymentGatewayOrder } from './reactors/payment-gateway-order.ts';
import { paymentReconciliation } from './reactors/payment-reconciliation.ts';
import { paymentRefund } from './reactors/payment-refund.ts';
import { priceWatchers, priceWatchMail } from './reactors/price-watchers.ts';
import { cartReminderMail, coinReminderMail, payNowMail } from './reactors/reminder-mail.ts';
import { gatewayCustomer, savedMethodDeletion, savedMethodListing } from './reactors/saved-methods.ts';
import { owedOrders } from './reactors/owed-orders.ts';
import { promiseMail } from './reactors/promise-mail.ts';
import { questionAnsweredMail } from './reactors/question-answered-mail.ts';
import { stockWatchers, stockWatchMail } from './reactors/stock-watchers.ts';
import { undeliveredMail } from './reactors/undelivered-mail.ts';
import { webhookPausedMail } from './reactors/webhook-paused-mail.ts';
import { revokeSession } from './reactors/revoke-session.ts';

/** The processes over several streams, and the callers of the outside world. */
export const sagas: readonly AnySaga[] = [
  eraseAccount,
  mergeAccounts,
  moveCoins,
  moveCredit,
  closeCredit,
  giftCardLife,
  forgetOtp,
  placeOrder,
  editOrder,
  offerPayNow,
  refundOrder,
  recordRefund,
  collectCash,
  closeCashOrder,
  followParcel,
  instructCourier,
  latePayment,
  replaceLines,
  issueInvoice,
  settleVendor,
  scheduledPrice,
  overdueArrival,
  cartExpiry,
  coinEarning,
  coinExpiry,
];
export const reactors: readonly Reactor[] = [
  forgetPerson,
  forgetAnnotations,
  freeReferences,
  carryBelongings,
  revokeSession,
  otpSms,
  otpMail,
  newDeviceMail,
  catalogueImport,
  exportFiles,
  stockWatchers,
  stockWatchMail,
  owedOrders,
  promiseMail,
  questionAnsweredMail,
  undeliveredMail,
  webhookPausedMail,
  courierAutoBooking,
  courierBooking(),
  courierInstruction,
  courierTracking,
  priceWatchers,
  priceWatchMail,
  cartReminderMail,
  coinReminderMail,
  payNowMail,
  gatewayCustomer,
  savedMethodListing,
  savedMethodDeletion,
  paymentGatewayOrder(),
  paymentCapture,
  paymentRefund,
  paymentReconciliation,
  dayReconciliationReactor,
];
