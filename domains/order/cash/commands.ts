import { z } from 'zod';
import { OrderId, UserId, type MessageOf } from '../../../event-schemas/primitives.ts';
import { CashOutcome } from './events.ts';

const one = { userId: UserId, orderId: OrderId };

export const cashOrderCommands = {
  OpenCashOrder: z.object(one),
  CloseCashOrder: z.object({ ...one, outcome: CashOutcome }),
};
export type CashOrderCommand = MessageOf<typeof cashOrderCommands>;
