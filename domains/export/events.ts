import { z } from 'zod';
import { Id, Instant, UserId, VendorId, type MessageOf } from '../../event-schemas/primitives.ts';
import { exportPolicy } from '../policy/export.ts';

export const EXPORT_FORMATS = ['csv', 'ndjson'] as const;
export const EXPORT_SUBJECTS = ['products', 'orders'] as const;

/** What is listed: products that changed, or orders that were placed, from an instant on and before another. */
export const ExportTerms = z.object({
  subject: z.enum(EXPORT_SUBJECTS),
  format: z.enum(EXPORT_FORMATS),
  /** Of one seller: its products, or its lines of orders. */
  vendorId: VendorId.optional(),
  from: Instant.optional(),
  until: Instant.optional(),
});
export type ExportTerms = z.infer<typeof ExportTerms>;

const one = { exportId: Id };
const { filesMax } = exportPolicy;
export const exportEvents = {
  ExportRequested: z.object({
    ...one,
    terms: ExportTerms,
    requestedBy: UserId,
    /** Asked for by the seller, who sees nothing of an order but its own lines. */
    isSellers: z.boolean(),
    requestedAt: Instant,
    keptUntil: Instant,
  }),
  /** One file is stored; the next one begins behind `next`. */
  ExportFileWritten: z.object({
    ...one,
    number: z.int().min(0).max(filesMax.value),
    rows: z.int().min(0),
    bytes: z.int().min(0),
    next: z.string().max(100).nullable(),
  }),
  /** `isWhole` unless there was more than an export may have. */
  ExportFinished: z.object({ ...one, isWhole: z.boolean(), finishedAt: Instant }),
};
export type ExportEvent = MessageOf<typeof exportEvents>;

export const allowanceEvents = {
  ExportAllowed: z.object({ allowanceId: Id, ...one }),
};
export type AllowanceEvent = MessageOf<typeof allowanceEvents>;
