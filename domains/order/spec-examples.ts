import {
  CouponId,
  OrderId,
  PaymentId,
  ProductId,
  UserId,
  VariantId,
  VendorId,
} from '../../event-schemas/primitives.ts';
import type { OrderEvent } from './events.ts';
import type { OrderLine } from './lines.ts';

/** Examples that the specs of orders and of their processes share. */
export const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const NOW = '2026-01-10T10:00:00.000Z';
export const orderId = OrderId.parse(id(1));
export const userId = UserId.parse(id(2));
export const paymentId = PaymentId.parse(id(3));
export const couponId = CouponId.parse(id(4));
export const vendors = [VendorId.parse(id(51)), VendorId.parse(id(52))] as const;

export const line = (n: number, change: Partial<OrderLine> = {}): OrderLine => ({
  lineId: id(100 + n),
  productId: ProductId.parse(id(200 + n)),
  variantId: VariantId.parse(id(300 + n)),
  vendorId: vendors[0],
  sku: `SKU-${n}`,
  name: 'Kurta',
  quantity: 2,
  unitPaise: 50_000,
  mrpPaise: 120_000,
  subtotalPaise: 100_000,
  promotionDiscountPaise: 0,
  couponDiscountPaise: 9_999,
  coinDiscountPaise: 10_000,
  taxBasisPoints: 500,
  taxablePaise: 76_191,
  taxPaise: 3_810,
  totalPaise: 80_001,
  marginPaise: 0,
  returnable: true,
  ...change,
});
export const address = {
  fullName: 'Asha Rao',
  phone: '9876543210',
  line1: '4 Lake Road',
  city: 'Hyderabad',
  state: 'Telangana',
  postalCode: '500081',
};

type Placed = Extract<OrderEvent, { type: 'OrderPlaced' }>;
/** Lines with their fees; the totals follow from the lines. */
export const placed = (lines: readonly OrderLine[], change: Partial<Placed['data']> = {}): Placed => {
  const sum = (pick: (line: OrderLine) => number): number => lines.reduce((total, each) => total + pick(each), 0);
  const fees = { shippingPaise: 4_000, codFeePaise: 0 };
  return {
    type: 'OrderPlaced',
    data: {
      orderId,
      userId,
      orderNumber: 'ORD-20260110-001',
      lines: [...lines],
      paymentMethod: 'PREPAID',
      paymentId,
      couponId,
      promotions: [],
      coins: sum(({ coinDiscountPaise }) => coinDiscountPaise) / 100,
      subtotalPaise: sum(({ subtotalPaise }) => subtotalPaise),
      promotionDiscountPaise: 0,
      couponDiscountPaise: sum(({ couponDiscountPaise }) => couponDiscountPaise),
      coinDiscountPaise: sum(({ coinDiscountPaise }) => coinDiscountPaise),
      ...fees,
      feeTaxPaise: 610,
      taxPaise: sum(({ taxPaise }) => taxPaise) + 610,
      totalPaise: sum(({ totalPaise }) => totalPaise) + fees.shippingPaise,
      address,
      placeOfSupply: 'Telangana',
      placedAt: NOW,
      expiresAt: '2026-01-10T10:30:00.000Z',
      ...change,
    },
  };
};

type EventOf<T extends OrderEvent['type']> = Extract<OrderEvent, { type: T }>;
export const confirmed = ({ data }: Placed): EventOf<'OrderConfirmed'> => ({
  type: 'OrderConfirmed',
  data: { orderId, userId, totalPaise: data.totalPaise, paymentMethod: data.paymentMethod, confirmedAt: NOW },
});

/** The delivery fee of `placed`, as the first parcel is invoiced with it. */
export const fees = { vendorId: vendors[0], shippingPaise: 4_000, codFeePaise: 0 };
export const shipmentId = id(60);
/** A parcel with these lines, as they are in `placed([line(1), line(2), ...])`. */
const parcel = (numbers: readonly number[]) => ({
  ...{ orderId, userId, shipmentId, vendorId: vendors[0] },
  lines: numbers.map((n) => {
    const { lineId, productId, variantId, vendorId, quantity, totalPaise } = line(n);
    return { lineId, productId, variantId, vendorId, quantity, totalPaise };
  }),
});
export const shipped = (numbers: readonly number[]): EventOf<'OrderShipped'> => ({
  type: 'OrderShipped',
  data: { ...parcel(numbers), courier: 'Delhivery', trackingNumber: 'AWB1', shippedAt: NOW, fees },
});
export const delivered = (numbers: readonly number[], settled = true): EventOf<'OrderDelivered'> => ({
  type: 'OrderDelivered',
  data: {
    ...{ ...parcel(numbers), paymentId, paymentMethod: 'PREPAID', settled, deliveredAt: NOW },
    taxPaise: numbers.reduce((sum, n) => sum + line(n).taxPaise, 0),
  },
});
