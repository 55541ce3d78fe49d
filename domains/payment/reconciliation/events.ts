import { z } from 'zod';
import { Id, Instant, Paise, PaymentId, type MessageOf } from '../../../event-schemas/primitives.ts';

/** Differences of one run that are kept by id; a day with more has another problem than single payments. */
export const MISMATCHES_PER_RUN_MAX = 1_000;

/** A calendar day in India. */
export const Day = z.iso.date();
/** `first` and `late` are asked for by the clock, others by staff. */
const Run = z.string().min(1).max(60);
const Count = z.int().nonnegative();
const SignedPaise = z.int();
/** The gateway's own id of whatever it is about; not believed to have a certain form. */
const EntityId = z.string().min(1).max(60);

const run = { reconciliationId: Id, day: Day, run: Run };
export const reconciliationEvents = {
  /** Somebody, or the clock, wants our log compared with the gateway's lists of a day. */
  DayReconciliationRequested: z.object(run),
  DayReconciled: z.object({
    ...run,
    /** What the gateway says that it captured and refunded of payments and refunds begun on that day. */
    capturedCount: Count,
    capturedPaise: Paise,
    refundedCount: Count,
    refundedPaise: Paise,
    /** What reached the bank on that day, below zero when it was taken; fees and the tax in them are taken off before. */
    settledCount: Count,
    settledPaise: SignedPaise,
    feePaise: Paise,
    taxPaise: Paise,
    /** What the gateway's lists say less what our log says, over all payments and refunds of the day. */
    differencePaise: SignedPaise,
    /** Captures and refunds that this run was the first to tell us of. */
    learnedCount: Count,
    mismatchIds: z.array(Id).max(MISMATCHES_PER_RUN_MAX),
  }),
};
export type ReconciliationEvent = MessageOf<typeof reconciliationEvents>;

export const MISMATCH_KINDS = [
  'paymentWithoutOrder',
  'paymentUnknown',
  'amountDiffers',
  'refundUnknown',
  'missingAtGateway',
  'settledUnknown',
] as const;
export const MismatchKind = z.enum(MISMATCH_KINDS);
export type MismatchKind = z.infer<typeof MismatchKind>;

const one = { mismatchId: Id };
export const mismatchEvents = {
  MismatchFound: z.object({
    ...one,
    day: Day,
    kind: MismatchKind,
    entityId: EntityId,
    /** The payment of ours that it is about, where there is one. */
    paymentId: PaymentId.optional(),
    ourPaise: Paise.optional(),
    gatewayPaise: Paise.optional(),
  }),
  /** A later run found both sides to agree. */
  MismatchCleared: z.object(one),
  /** Somebody dealt with it outside of the system, and says how. */
  MismatchResolved: z.object({ ...one, note: z.string().min(1).max(500) }),
};
export type MismatchEvent = MessageOf<typeof mismatchEvents>;

const item = { itemId: Id, entityId: EntityId };
export const settledItemEvents = {
  /** One line of a settlement: money went from the gateway to the bank (`in`), or back (`out`). */
  GatewayItemSettled: z.object({
    ...item,
    kind: z.string().min(1).max(40),
    direction: z.enum(['in', 'out']),
    amountPaise: Paise,
    settlementId: EntityId.optional(),
    utr: z.string().max(100).optional(),
    settledAt: Instant,
  }),
  /** What the gateway kept of it: its fee, and the tax on that. */
  GatewayFeeTaken: z.object({ ...item, kind: z.enum(['fee', 'tax']), amountPaise: Paise }),
};
export type SettledItemEvent = MessageOf<typeof settledItemEvents>;
