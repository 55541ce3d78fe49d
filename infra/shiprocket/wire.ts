import { z } from 'zod';
import { reasonOf, refused, unavailable } from './failures.ts';

const Number_ = z.union([z.number(), z.string()]).transform(String);
const Text = z.string().max(500);
const Whatever = z.string().nullish();

/** One order with its one shipment, as the list of orders shows it. */
export const Listed = z.object({
  data: z
    .array(
      z.object({
        id: z.number(),
        channel_order_id: z.string(),
        status: z.string(),
        shipments: z.array(
          z.object({ id: z.number(), awb: Whatever, courier: Whatever, pickup_scheduled_date: Whatever }),
        ),
      }),
    )
    .max(100),
});
export const Created = z.object({ order_id: z.number(), shipment_id: z.number() });
/** A refusal of a courier comes with status 200 too. */
export const Assigned = z.object({
  awb_assign_status: z.number(),
  response: z
    .object({ data: z.object({ awb_code: z.union([z.string(), z.number()]).optional(), courier_name: Whatever }) })
    .optional(),
});
export const PickupArranged = z.object({ response: z.object({ pickup_scheduled_date: z.string() }) });
export const LabelMade = z.object({ label_created: z.number(), label_url: z.string().max(2_000).optional() });

export const Scan = z.object({
  date: Text,
  activity: Text.nullish(),
  location: Text.nullish(),
  'sr-status': Number_.optional(),
  'sr-status-label': Text.nullish(),
});
export type Scan = z.infer<typeof Scan>;
export const SCANS_MAX = 300;
export const Tracked = z.object({
  tracking_data: z.object({ shipment_track_activities: z.array(Scan).max(SCANS_MAX).nullish() }),
});
/** What the webhook sends on every new scan; `order_id` is the id that we gave. */
export const Report = z.object({ order_id: z.string().max(100), scans: z.array(Scan).max(SCANS_MAX) });

/** Reads an answer against the contract. Some refusals come with status 200 and a message; anything else is no answer. */
export const read = <T extends z.ZodType>(schema: T, answer: unknown, call: string): z.output<T> => {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  const { message } = Object(answer) as { readonly message?: unknown };
  if (typeof message === 'string') throw refused(call, reasonOf(200, answer));
  throw unavailable(call, { cause: 'malformed', effect: 'unknown' });
};
