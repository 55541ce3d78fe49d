/** The parts of the shop's answers that the demo uses; the whole shapes are in /openapi.json. */
export type Money = { readonly amount: number; readonly currency: string };
export type Challenge = { readonly challengeId: string; readonly expiresInSeconds: number };
export type SignedIn = { readonly status: string; readonly userId: string; readonly accessToken: string };
export type Book = { readonly addresses: readonly unknown[] };
export type Wallet = { readonly spendable: number };
export type Product = { readonly id: string; readonly name: string };
export type ProductList = {
  readonly products: readonly Product[];
  readonly facets?: { readonly brands: readonly unknown[] };
};
export type ProductDetail = { readonly variants: readonly { readonly id: string; readonly available: number }[] };
export type Cart = {
  readonly itemCount: number;
  readonly totals: { readonly total: Money; readonly couponDiscount: Money };
  readonly coins: { readonly applied: number; readonly balance: number };
};
export type Placed = {
  readonly orderId: string;
  readonly orderNumber: string;
  readonly status: string;
  readonly total: Money;
};
export type Opened = { readonly gatewayOrderId: string };
export type Paid = {
  readonly razorpay_order_id: string;
  readonly razorpay_payment_id: string;
  readonly razorpay_signature: string;
};
export type Verified = { readonly status: string; readonly orderStatus: string };
export type Order = {
  readonly id: string;
  readonly status: string;
  readonly lines: readonly { readonly vendorId: string }[];
  readonly shipments: readonly { readonly id: string; readonly vendorId: string }[];
};
export type History = { readonly orders: readonly { readonly id: string; readonly status: string }[] };
