import { z } from 'zod';

/** The vendor's request bodies and queries; every object is strict, as an unknown field is an error there. */

const PAISE_MAX = 1_000_000_000_000;
const NOTES_MAX = 15;
const NOTE_LENGTH_MAX = 256;
/** The shortest time, in minutes, after which an uncaptured payment may be given back. */
const EXPIRY_MINUTES_MIN = 12;
const EXPIRY_MINUTES_MAX = 7_200;

const paise = z.int('The amount must be an integer.').max(PAISE_MAX, 'Amount exceeds maximum amount allowed.');
const notes = z
  .union([
    z.record(z.string(), z.union([z.string(), z.number()]).transform(String)),
    z.array(z.never()).transform(() => ({})),
  ])
  .refine(
    (value) => Object.keys(value).length <= NOTES_MAX,
    `The number of fields in notes should be less than or equal to ${NOTES_MAX}`,
  )
  .refine(
    (value) =>
      Object.entries(value).every(([key, text]) => key.length <= NOTE_LENGTH_MAX && text.length <= NOTE_LENGTH_MAX),
    `Notes may not be greater than ${NOTE_LENGTH_MAX} characters.`,
  )
  .transform((value): Record<string, string> => value);
const receipt = z.string().max(40, 'The receipt may not be greater than 40 characters.');
const currency = z.literal('INR', 'Currency is not supported');
const expiryMinutes = z
  .int()
  .min(EXPIRY_MINUTES_MIN, `The expiry period must be at least ${EXPIRY_MINUTES_MIN} minutes.`)
  .max(EXPIRY_MINUTES_MAX, `The expiry period may not be greater than ${EXPIRY_MINUTES_MAX} minutes.`);

export const createOrderSchema = z.strictObject({
  amount: paise.min(100, 'Order amount less than minimum amount allowed'),
  currency,
  receipt: receipt.nullish(),
  notes: notes.optional(),
  partial_payment: z
    .union([z.literal(false), z.literal(0)], 'Partial payments are not enabled for this account')
    .optional(),
  first_payment_min_amount: paise.optional(),
  payment: z
    .strictObject({
      capture: z.enum(['automatic', 'manual']),
      capture_options: z
        .strictObject({
          automatic_expiry_period: expiryMinutes.optional(),
          manual_expiry_period: expiryMinutes.optional(),
          refund_speed: z.enum(['normal', 'optimum']).optional(),
        })
        .optional(),
    })
    .optional(),
});

export const editOrderSchema = z.strictObject({ notes });
export const captureSchema = z.strictObject({ amount: paise.min(1), currency: currency.optional() });
export const refundSchema = z.strictObject({
  amount: paise.min(100, 'The amount must be at least INR 1.00').optional(),
  speed: z.enum(['normal', 'optimum']).default('normal'),
  notes: notes.optional(),
  receipt: receipt.nullish(),
});

export const createCustomerSchema = z.strictObject({
  name: z.string().min(3, 'The name must be at least 3 characters.').max(50).optional(),
  contact: z.string().max(15, 'The contact may not be greater than 15 characters.').optional(),
  email: z.string().max(64, 'The email may not be greater than 64 characters.').optional(),
  fail_existing: z.enum(['0', '1']).default('1'),
  gstin: z.string().length(15).optional(),
  notes: notes.optional(),
});

const count = z.coerce.number().int().min(1).max(100, 'The count may not be greater than 100.').default(10);
const skip = z.coerce.number().int().min(0).max(1_000_000).default(0);
const second = z.coerce.number().int().min(0).max(4_765_046_400);

export const pageSchema = z.strictObject({
  from: second.default(0),
  to: second.default(4_765_046_400),
  count,
  skip,
});
export const ordersPageSchema = pageSchema.extend({
  receipt: z.string().max(40).optional(),
  authorized: z.enum(['0', '1']).optional(),
});
