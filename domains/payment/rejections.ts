/** Why a payment refuses a command. */
export type PaymentRejection =
  | 'PaymentNotFound'
  | 'PaymentIdTaken'
  | 'PaymentMethodMismatch'
  | 'PaymentNotOpen'
  | 'PaymentAlreadyCaptured'
  | 'PaymentAmountMismatch'
  | 'GatewayOrderMismatch'
  | 'PaymentNotCaptured'
  | 'CashNotCollected'
  | 'RefundNotFound'
  | 'RefundNotFailed'
  | 'RefundExceedsCapture'
  | 'RefundIdTaken'
  | 'TooManyRefunds'
  | 'TooManyAttempts';
