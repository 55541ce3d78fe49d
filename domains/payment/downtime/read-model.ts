import { defineProjection } from '../../kernel/projection.ts';
import type { DowntimeEvent, Severity } from './downtime.ts';

export type DowntimeRow = {
  readonly downtime_id: string;
  readonly instrument: string;
  readonly severity: Severity;
  readonly since: string;
  readonly reported_at: string;
  readonly over_at: string | null;
};

/** When which way to pay did not work at the gateway. */
export const downtimeProjection = defineProjection<DowntimeEvent, DowntimeRow>({
  service: 'payments',
  name: 'downtime',
  version: 1,
  columns: {
    downtime_id: 'uuid',
    instrument: 'text',
    severity: 'text',
    since: 'text',
    reported_at: 'text',
    over_at: 'text',
  },
  key: 'downtime_id',
  indexes: ['(reported_at) where over_at is null'],
  handles: ['GatewayDowntimeReported', 'GatewayDowntimeResolved'],
  keysOf: ({ data }) => [data.downtimeId],
  evolve: (before, { type, data }, downtimeId) => ({
    downtime_id: downtimeId,
    instrument: data.instrument,
    severity: type === 'GatewayDowntimeReported' ? data.severity : (before?.severity ?? 'unknown'),
    since: before?.since ?? data.reportedAt,
    reported_at: data.reportedAt,
    over_at: type === 'GatewayDowntimeResolved' ? data.reportedAt : null,
  }),
});
