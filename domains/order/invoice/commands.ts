import { z } from 'zod';
import type { MessageOf } from '../../../event-schemas/primitives.ts';
import { document } from './events.ts';

export const invoiceCommands = { IssueTaxDocument: z.object(document) };
export type InvoiceCommand = MessageOf<typeof invoiceCommands>;
