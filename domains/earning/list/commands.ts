import { z } from 'zod';
import { Id, type MessageOf } from '../../../event-schemas/primitives.ts';

const entry = { listId: Id, ruleId: Id };
export const earningListCommands = { ListEarningRule: z.object(entry), DelistEarningRule: z.object(entry) };
export type EarningListCommand = MessageOf<typeof earningListCommands>;
