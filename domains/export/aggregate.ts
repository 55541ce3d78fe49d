import type { Instant } from '../../event-schemas/primitives.ts';
import { defineAggregate } from '../kernel/aggregate.ts';
import { indianDay } from '../kernel/calendar.ts';
import { derivedId } from '../kernel/derived-id.ts';
import { allowanceCommands, exportCommands } from './commands.ts';
import { allowanceDecider, exportDecider } from './decider.ts';
import { allowanceEvents, exportEvents } from './events.ts';

/** `exportJob-<exportId>`: what is listed, and how far that is; the files themselves are in a table. */
export const exportJob = defineAggregate({
  category: 'exportJob',
  events: exportEvents,
  commands: exportCommands,
  streamId: ({ data }) => data.exportId,
  opens: ['RequestExport'],
  decider: exportDecider,
});

/** `exportAllowance-<id>`: of one person and one day, so that its stream ends with the day. */
export const exportAllowance = defineAggregate({
  category: 'exportAllowance',
  events: allowanceEvents,
  commands: allowanceCommands,
  streamId: ({ data }) => data.allowanceId,
  decider: allowanceDecider,
});
export const allowanceIdOf = (userId: string, now: Instant): string =>
  derivedId('export allowance', userId, indianDay(now));
