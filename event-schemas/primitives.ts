import { z } from 'zod';

/**
 * Any UUID; ids are made by the caller as UUID v7, and what is caused by a command derives its id from the command's. Taken in
 * lower case, whatever case it came in: two spellings of one id would be two streams, two limits and two people to erase.
 */
export const Id = z.uuid().toLowerCase();
/** UTC with exactly three decimals, so that string order is time order. */
export const Instant = z.iso.datetime({ precision: 3 });
export type Instant = z.infer<typeof Instant>;
/** Money is whole paise (1/100 rupee), at most 1,000 crore rupees so that a product with a percentage stays exact. */
export const PAISE_MAX = 1_000_000_000_000;
export const Paise = z.int().nonnegative().max(PAISE_MAX);
export type Paise = z.infer<typeof Paise>;

export const UserId = Id.brand<'UserId'>();
export type UserId = z.infer<typeof UserId>;
export const VendorId = Id.brand<'VendorId'>();
export type VendorId = z.infer<typeof VendorId>;
export const CategoryId = Id.brand<'CategoryId'>();
export type CategoryId = z.infer<typeof CategoryId>;
export const ProductId = Id.brand<'ProductId'>();
export type ProductId = z.infer<typeof ProductId>;
export const VariantId = Id.brand<'VariantId'>();
export type VariantId = z.infer<typeof VariantId>;
export const CouponId = Id.brand<'CouponId'>();
export type CouponId = z.infer<typeof CouponId>;
export const AddressId = Id.brand<'AddressId'>();
export type AddressId = z.infer<typeof AddressId>;
export const OrderId = Id.brand<'OrderId'>();
export type OrderId = z.infer<typeof OrderId>;
export const PaymentId = Id.brand<'PaymentId'>();
export type PaymentId = z.infer<typeof PaymentId>;
export const RefundId = Id.brand<'RefundId'>();
export type RefundId = z.infer<typeof RefundId>;

export type Schemas = Readonly<Record<string, z.ZodType>>;
/** Turns a map of zod schemas into the discriminated union of its messages. */
export type MessageOf<S extends Schemas> = {
  [K in keyof S & string]: { readonly type: K; readonly data: z.infer<S[K]> };
}[keyof S & string];
export type AnyMessage = { readonly type: string; readonly data: unknown };

/**
 * `correlationId` is taken from the request or started there and copied unchanged; `causationId` is the id of the
 * command that directly caused this event; `recordedAt` is the time that the decision was given.
 */
export const Metadata = z.object({
  correlationId: Id,
  causationId: Id,
  actor: z.string(),
  schemaVersion: z.int().positive(),
  recordedAt: Instant,
  traceparent: z.string().optional(),
  /** Of an event that closes a period: the newest commands before it, so that they are known to whoever reads no further. */
  commandIds: z.array(Id).optional(),
});
export type Metadata = z.infer<typeof Metadata>;

export type Recorded<E extends AnyMessage> = E & {
  readonly eventId: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly position: bigint;
  readonly metadata: Metadata;
};

/** `upcasts.CouponCreated = [v1ToV2, v2ToV3]`; the current version is `length + 1`. */
export type Upcasts<S extends Schemas> = { readonly [K in keyof S]?: ReadonlyArray<(old: never) => unknown> };

/**
 * A field that is sealed with the person's own key in the log and reads as null once that key is destroyed.
 * Which person it belongs to is said by the aggregate (`personal`).
 */
export const personal = <T extends z.ZodType>(schema: T): z.ZodNullable<T> => schema.nullable();
