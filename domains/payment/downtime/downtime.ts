import { z } from 'zod';
import { Id, Instant, type MessageOf } from '../../../event-schemas/primitives.ts';
import { defineAggregate } from '../../kernel/aggregate.ts';
import type { Decider, Decision } from '../../kernel/decider.ts';
import { derivedId } from '../../kernel/derived-id.ts';

/** Changes of one downtime that are written down; a gateway that says more than this is not believed in detail. */
export const DOWNTIME_CHANGES_MAX = 50;

/** The gateway's name of a way to pay (upi, card, netbanking, wallet); its list is open. */
const Instrument = z.string().min(1).max(40);
/** How bad it is. The gateway's `high` means that hardly any payment goes through. */
export const Severity = z.enum(['high', 'medium', 'low', 'unknown']);
export type Severity = z.infer<typeof Severity>;

const one = { downtimeId: Id, instrument: Instrument, reportedAt: Instant };
export const downtimeEvents = {
  /** A way to pay does not work well at the gateway, or has become better or worse. */
  GatewayDowntimeReported: z.object({ ...one, severity: Severity }),
  GatewayDowntimeResolved: z.object(one),
};
export const downtimeCommands = {
  ReportGatewayDowntime: downtimeEvents.GatewayDowntimeReported,
  ResolveGatewayDowntime: downtimeEvents.GatewayDowntimeResolved,
};
export type DowntimeEvent = MessageOf<typeof downtimeEvents>;
export type DowntimeCommand = MessageOf<typeof downtimeCommands>;

type Known = {
  readonly isOver: boolean;
  readonly severity: Severity;
  readonly reportedAt: string;
  readonly changes: number;
};
/** Undefined before the gateway told of it. */
export type Downtime = Known | undefined;

/** Our id of a downtime, from the gateway's. */
export const downtimeIdOf = (gatewayDowntimeId: string): string => derivedId('gateway downtime', gatewayDowntimeId);

const report = (
  data: Extract<DowntimeCommand, { type: 'ReportGatewayDowntime' }>['data'],
  state: Downtime,
): Decision<DowntimeEvent, never> => {
  const event: DowntimeEvent = { type: 'GatewayDowntimeReported', data };
  if (state === undefined) return [event];
  // Reports overtake one another: what is over stays over, and of two changes the later one was reported later.
  const isNews = !state.isOver && data.severity !== state.severity && data.reportedAt > state.reportedAt;
  return isNews && state.changes < DOWNTIME_CHANGES_MAX ? [event] : [];
};

export const downtimeDecider: Decider<Downtime, DowntimeCommand, DowntimeEvent, never> = {
  initial: undefined,
  evolve: (state, { type, data }) => ({
    isOver: type === 'GatewayDowntimeResolved',
    severity: type === 'GatewayDowntimeReported' ? data.severity : 'unknown',
    reportedAt: data.reportedAt,
    changes: (state?.changes ?? 0) + 1,
  }),
  decide: (command, state) => {
    if (command.type === 'ReportGatewayDowntime') return report(command.data, state);
    // Also when nothing is known of it: its beginning may come later, and must not count then.
    return state?.isOver === true ? [] : [{ type: 'GatewayDowntimeResolved', data: command.data }];
  },
};

/** `gatewayDowntime-<downtimeId>`: a time in which one way to pay does not work at the gateway. */
export const gatewayDowntime = defineAggregate({
  category: 'gatewayDowntime',
  events: downtimeEvents,
  commands: downtimeCommands,
  streamId: ({ data }) => data.downtimeId,
  decider: downtimeDecider,
});
