import type { MessageOf } from '../../../event-schemas/primitives.ts';
import { writingAllowanceEvents } from './events.ts';

export const writingAllowanceCommands = {
  CountWriting: writingAllowanceEvents.WritingCounted.omit({ countedAt: true }),
};
export type WritingAllowanceCommand = MessageOf<typeof writingAllowanceCommands>;
