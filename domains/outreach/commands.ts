import { z } from 'zod';
import { Id, UserId, type MessageOf } from '../../event-schemas/primitives.ts';
import { ReminderKind } from './events.ts';

export const outreachCommands = {
  /** Asks for a place under the cap; the same `reminderId` asks once. */
  AllowReminder: z.object({ userId: UserId, reminderId: Id, kind: ReminderKind }),
};
export type OutreachCommand = MessageOf<typeof outreachCommands>;
