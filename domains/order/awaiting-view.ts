import { z } from 'zod';
import type { Instant } from '../../event-schemas/primitives.ts';
import { instantAfter, startOfIndianDay } from '../kernel/calendar.ts';
import { orderPolicy } from '../policy/order.ts';
import { isAwaiting } from './awaiting.ts';
import { isGone } from './facts.ts';
import { Day } from './lines.ts';
import type { Line, Order } from './state.ts';

/** Of a line that was sold before it arrived, else null. */
export const BackOrderView = z
  .object({
    /** Pieces that were not there when they were bought, and the day that the buyer was told then. */
    quantity: z.int(),
    promisedOn: Day.nullable(),
    /** The day as it is known now, and how many are still to come. */
    expectedOn: Day.nullable(),
    waiting: z.int(),
  })
  .nullable();

export const backOrderView = (line: Line): z.infer<typeof BackOrderView> => {
  const { backOrder, expectedOn, waiting } = line;
  if (backOrder === undefined) return null;
  return {
    quantity: backOrder.quantity,
    promisedOn: backOrder.promisedOn ?? null,
    expectedOn: expectedOn ?? null,
    waiting: isAwaiting(line) ? waiting : 0,
  };
};

/** When all of it should be there; null while something waits for goods and nobody knows their day. */
export const estimatedDeliveryAt = ({ lines, placedAt }: Order): Instant | null => {
  const wanted = lines.filter((line) => !isGone(line));
  if (wanted.some((line) => isAwaiting(line) && line.expectedOn === undefined)) return null;
  const sentAt = wanted
    .flatMap(({ expectedOn }) => (expectedOn === undefined ? [] : [startOfIndianDay(expectedOn)]))
    .reduce((last, day) => (day > last ? day : last), placedAt);
  return instantAfter(sentAt, orderPolicy.deliveryEstimateMs.value);
};
