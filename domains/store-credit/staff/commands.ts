import type { MessageOf } from '../../../event-schemas/primitives.ts';
import { creditStaffEvents } from './events.ts';

export const creditStaffCommands = {
  UseCreditAllowance: creditStaffEvents.CreditAllowanceUsed.omit({ usedAt: true }),
};
export type CreditStaffCommand = MessageOf<typeof creditStaffCommands>;
