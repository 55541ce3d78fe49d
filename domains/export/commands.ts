import { z } from 'zod';
import { Id, type MessageOf } from '../../event-schemas/primitives.ts';
import { allowanceEvents, exportEvents } from './events.ts';

export const exportCommands = {
  RequestExport: exportEvents.ExportRequested.omit({ requestedAt: true, keptUntil: true }),
  RecordExportFile: exportEvents.ExportFileWritten,
};
export type ExportCommand = MessageOf<typeof exportCommands>;

export const allowanceCommands = {
  AllowExport: z.object({ ...allowanceEvents.ExportAllowed.shape, exportId: Id }),
};
export type AllowanceCommand = MessageOf<typeof allowanceCommands>;
