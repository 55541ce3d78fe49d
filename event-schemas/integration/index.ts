import { z } from 'zod';
import {
  CategoryId,
  Id,
  Instant,
  OrderId,
  Paise,
  PaymentId,
  ProductId,
  UserId,
  VariantId,
  VendorId,
} from '../primitives.ts';

/**
 * The events for outsiders: the `data` of a CloudEvents envelope, on a topic of the same name. They say what other systems need
 * and nothing about persons but an id. A shape may only grow; anything else is a new version beside the old one.
 */
export type IntegrationSchema = { readonly version: number; readonly schema: z.ZodType };

const Currency = z.literal('INR');

export const OrderCreated = z.object({
  orderId: OrderId,
  orderNumber: z.string(),
  userId: UserId,
  paymentId: PaymentId,
  paymentMethod: z.enum(['PREPAID', 'COD']),
  lines: z.array(
    z.object({
      lineId: Id,
      productId: ProductId,
      variantId: VariantId,
      vendorId: VendorId,
      sku: z.string(),
      quantity: z.int().positive(),
      totalPaise: Paise,
    }),
  ),
  totalPaise: Paise,
  /** What of the total store credit pays; payments are about the rest. */
  storeCreditPaise: Paise,
  /** The number of the system that placed it, if it named one. */
  externalReference: z.string().optional(),
  currency: Currency,
  placedAt: Instant,
});
export type OrderCreated = z.infer<typeof OrderCreated>;

export const PaymentCompleted = z.object({
  paymentId: PaymentId,
  orderId: OrderId,
  userId: UserId,
  amountPaise: Paise,
  currency: Currency,
  /** `cash`, or the gateway's word for the instrument, such as `upi` or `card`. */
  method: z.string(),
  completedAt: Instant,
});
export type PaymentCompleted = z.infer<typeof PaymentCompleted>;

export const UserRegistered = z.object({ userId: UserId, roles: z.array(z.string()), registeredAt: Instant });
export type UserRegistered = z.infer<typeof UserRegistered>;

export const ProductUpdated = z.object({
  productId: ProductId,
  change: z.enum(['created', 'details', 'variants', 'price', 'published', 'unpublished', 'archived']),
  /** What is known of the change; the product itself is read from the query API. */
  name: z.string().optional(),
  brand: z.string().optional(),
  categoryIds: z.array(CategoryId).optional(),
  variantId: VariantId.optional(),
  pricePaise: Paise.optional(),
  mrpPaise: Paise.optional(),
  changedAt: Instant,
});
export type ProductUpdated = z.infer<typeof ProductUpdated>;

/** Other systems' number and notes of something in the shop; what is private, and what may say something about a person, is read from the query API. */
export const AnnotationChanged = z.object({
  kind: z.string(),
  entityId: z.string(),
  /** The present one, null when it was taken away; missing when it is the one before, and always of users. */
  externalReference: z.string().nullable().optional(),
  /** Public keys that changed, null for those that were taken away; of things only. */
  metadata: z.record(z.string(), z.string().nullable()).optional(),
  changedAt: Instant,
});
export type AnnotationChanged = z.infer<typeof AnnotationChanged>;

export const integrationSchemas = {
  'order.created': { version: 1, schema: OrderCreated },
  'payment.completed': { version: 1, schema: PaymentCompleted },
  'user.registered': { version: 1, schema: UserRegistered },
  'product.updated': { version: 1, schema: ProductUpdated },
  'annotation.changed': { version: 1, schema: AnnotationChanged },
} as const satisfies Record<string, IntegrationSchema>;
export type IntegrationTopic = keyof typeof integrationSchemas;
