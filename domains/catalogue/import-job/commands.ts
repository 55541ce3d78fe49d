import type { MessageOf } from '../../../event-schemas/primitives.ts';
import { importJobEvents } from './events.ts';

export const importJobCommands = {
  OpenImportJob: importJobEvents.ImportJobOpened.omit({ openedAt: true }),
  AddImportRows: importJobEvents.ImportRowsAdded,
  RecordImportRows: importJobEvents.ImportRowsDone.omit({ doneAt: true }),
};
export type ImportJobCommand = MessageOf<typeof importJobCommands>;
