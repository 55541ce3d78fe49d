import { z } from 'zod';
import { Paise, type MessageOf } from '../../../event-schemas/primitives.ts';
import { mismatchEvents, reconciliationEvents, settledItemEvents } from './events.ts';

const { GatewayItemSettled } = settledItemEvents;

export const reconciliationCommands = {
  RequestDayReconciliation: reconciliationEvents.DayReconciliationRequested,
  RecordDayReconciliation: reconciliationEvents.DayReconciled,
};
export type ReconciliationCommand = MessageOf<typeof reconciliationCommands>;

export const mismatchCommands = {
  ReportMismatch: mismatchEvents.MismatchFound,
  ClearMismatch: mismatchEvents.MismatchCleared,
  ResolveMismatch: mismatchEvents.MismatchResolved,
};
export type MismatchCommand = MessageOf<typeof mismatchCommands>;

export const settledItemCommands = {
  /** The tax is inside the fee. */
  BookSettledItem: z.object({ ...GatewayItemSettled.shape, feePaise: Paise, taxPaise: Paise }),
};
export type SettledItemCommand = MessageOf<typeof settledItemCommands>;
