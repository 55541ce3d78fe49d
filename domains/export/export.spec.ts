import { describe, expect, it } from 'vitest';
import { UserId } from '../../event-schemas/primitives.ts';
import { instantAfter } from '../kernel/calendar.ts';
import { deciderSpec } from '../kernel/spec.ts';
import { exportPolicy } from '../policy/export.ts';
import { allowanceIdOf } from './aggregate.ts';
import type { ExportCommand } from './commands.ts';
import { allowanceDecider, exportDecider } from './decider.ts';
import type { ExportEvent } from './events.ts';
import { exportView } from './routes.ts';

const NOW = '2026-01-31T10:00:00.000Z';
const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const exportId = id(1);
const asked = {
  exportId,
  terms: { subject: 'products' as const, format: 'csv' as const },
  requestedBy: UserId.parse(id(2)),
  isSellers: false,
};
const { keptMs, filesMax, dayMax } = exportPolicy;
const requested: ExportEvent = {
  type: 'ExportRequested',
  data: { ...asked, requestedAt: NOW, keptUntil: instantAfter(NOW, keptMs.value) },
};
const request = (more: object = {}): ExportCommand => ({ type: 'RequestExport', data: { ...asked, ...more } });
const file = (number: number, next: string | null) => ({ exportId, number, rows: 3, bytes: 90, next });
const written = (number: number, next: string | null): ExportEvent => ({
  type: 'ExportFileWritten',
  data: file(number, next),
});
const record = (number: number, next: string | null): ExportCommand => ({
  type: 'RecordExportFile',
  data: file(number, next),
});
const finished = (isWhole: boolean): ExportEvent => ({
  type: 'ExportFinished',
  data: { exportId, isWhole, finishedAt: NOW },
});
const given = deciderSpec(exportDecider, NOW);

describe('an export', () => {
  it('is asked for once', () => {
    given().when(request()).then(requested);
    given(requested)
      .when(request({ terms: { subject: 'orders', format: 'csv' } }))
      .rejects('ExportIdTaken');
  });
  it('is written file by file, each once, and is finished with the last', () => {
    given(requested).when(record(0, '7')).then(written(0, '7'));
    given(requested, written(0, '7')).when(record(1, null)).then(written(1, null), finished(true));
    given(requested).when(record(1, null)).rejects('InvalidExportFile');
    given().when(record(0, null)).rejects('ExportNotFound');
  });
  it('ends with the last file that it may have, and says that there is more', () => {
    const all = Array.from({ length: filesMax.value - 1 }, (_, number) => written(number, 'more'));
    const last = filesMax.value - 1;
    given(requested, ...all)
      .when(record(last, 'more'))
      .then(written(last, 'more'), finished(false));
  });
  it('shows its files, and how far it is', () => {
    const fold = (...events: ExportEvent[]) => events.reduce(exportDecider.evolve, undefined)!;
    expect(exportView(fold(requested, written(0, '7')))).toMatchObject({ status: 'running', rows: 3 });
    expect(exportView(fold(requested, written(0, '7'), written(1, null), finished(true)))).toMatchObject({
      ...{ status: 'done', rows: 6, isWhole: true, finishedAt: NOW },
      files: [{ number: 0, bytes: 90, url: `/api/v1/exports/${exportId}/files/0` }, { number: 1 }],
    });
  });
});

it('so many exports are allowed to one person in a day', () => {
  const allowanceId = allowanceIdOf(id(2), NOW);
  const use = (n: number) => ({ allowanceId, exportId: id(100 + n) });
  const allowed = Array.from({ length: dayMax.value }, (_, n) => ({ type: 'ExportAllowed' as const, data: use(n) }));
  const allowing = deciderSpec(allowanceDecider, NOW);
  allowing(...allowed.slice(1))
    .when({ type: 'AllowExport', data: use(0) })
    .then(allowed[0]!);
  allowing(...allowed)
    .when({ type: 'AllowExport', data: use(0) })
    .then();
  allowing(...allowed)
    .when({ type: 'AllowExport', data: use(99) })
    .rejects('TooManyExports');
  expect(allowanceIdOf(id(2), '2026-01-31T18:29:59.999Z')).toBe(allowanceId);
  expect(allowanceIdOf(id(2), '2026-01-31T18:30:00.000Z')).not.toBe(allowanceId);
  expect(allowanceIdOf(id(3), NOW)).not.toBe(allowanceId);
});
