import { z } from 'zod';
import { Id, type MessageOf } from '../../../event-schemas/primitives.ts';
import { Option, OPTION_LISTS } from './events.ts';

const one = { list: z.enum(OPTION_LISTS), optionId: Id };
export const optionListCommands = {
  AddOption: z.object({ ...one, option: Option.omit({ active: true }) }),
  ChangeOption: z.object({ ...one, option: Option.omit({ name: true }) }),
  RetireOption: z.object(one),
};
export type OptionListCommand = MessageOf<typeof optionListCommands>;
