import { z } from 'zod';
import { Id, type MessageOf } from '../../../event-schemas/primitives.ts';
import { priceChangeEvents } from './events.ts';

export const priceChangeCommands = {
  SchedulePriceChange: priceChangeEvents.PriceChangeScheduled,
  CancelPriceChange: z.object({ changeId: Id }),
  SettlePriceChange: z.object({ changeId: Id, refused: z.string().nullable() }),
};
export type PriceChangeCommand = MessageOf<typeof priceChangeCommands>;
