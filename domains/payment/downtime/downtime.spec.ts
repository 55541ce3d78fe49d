import { expect, it } from 'vitest';
import { deciderSpec } from '../../kernel/spec.ts';
import { NOW } from '../../order/spec-examples.ts';
import { downtimeDecider, downtimeIdOf, DOWNTIME_CHANGES_MAX, type DowntimeEvent, type Severity } from './downtime.ts';
import { downtimeProjection, type DowntimeRow } from './read-model.ts';

const downtimeId = downtimeIdOf('down_1');
const at = (minute: number): string => new Date(Date.parse(NOW) + minute * 60_000).toISOString();
const one = (minute: number) => ({ downtimeId, instrument: 'upi', reportedAt: at(minute) });
const reported = (minute: number, severity: Severity): DowntimeEvent => ({
  type: 'GatewayDowntimeReported',
  data: { ...one(minute), severity },
});
const report = (minute: number, severity: Severity) =>
  ({ type: 'ReportGatewayDowntime', data: { ...one(minute), severity } }) as const;
const resolved = (minute: number): DowntimeEvent => ({ type: 'GatewayDowntimeResolved', data: one(minute) });
const resolve = (minute: number) => ({ type: 'ResolveGatewayDowntime', data: one(minute) }) as const;
const given = deciderSpec(downtimeDecider, NOW);

it('is written down once, and again when it gets better or worse', () => {
  given().when(report(0, 'high')).then(reported(0, 'high'));
  given(reported(0, 'high')).when(report(5, 'high')).then();
  given(reported(0, 'high')).when(report(5, 'low')).then(reported(5, 'low'));
});
it('takes no notice of reports that were overtaken', () => {
  given(reported(0, 'high'), reported(9, 'low')).when(report(5, 'medium')).then();
  given(reported(0, 'high'), resolved(9)).when(report(10, 'low')).then();
  given(reported(0, 'high'), resolved(9)).when(resolve(11)).then();
});
it('is over even when its end is heard of first', () => {
  given().when(resolve(9)).then(resolved(9));
  given(resolved(9)).when(report(0, 'high')).then();
});
it('has a bounded history, and can end all the same', () => {
  const long = Array.from({ length: DOWNTIME_CHANGES_MAX }, (_, n) => reported(n, n % 2 === 0 ? 'high' : 'low'));
  given(...long)
    .when(report(90, 'medium'))
    .then();
  given(...long)
    .when(resolve(91))
    .then(resolved(91));
});
it('is one row from its beginning to its end', () => {
  const fold = (events: readonly DowntimeEvent[]) =>
    events.reduce<DowntimeRow | undefined>(
      (row, event) => downtimeProjection.evolve(row, event as never, downtimeId),
      undefined,
    );
  const row = { downtime_id: downtimeId, instrument: 'upi', since: at(0) };
  expect(fold([reported(0, 'high'), reported(5, 'low')])).toEqual({
    ...row,
    severity: 'low',
    reported_at: at(5),
    over_at: null,
  });
  expect(fold([reported(0, 'high'), resolved(9)])).toEqual({
    ...row,
    severity: 'high',
    reported_at: at(9),
    over_at: at(9),
  });
});
