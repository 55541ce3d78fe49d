import { describe, expect, it } from 'vitest';
import { deciderSpec } from '../../kernel/spec.ts';
import type { ImportJobCommand } from './commands.ts';
import { importJobDecider } from './decider.ts';
import type { ImportFailure, ImportJobEvent } from './events.ts';
import { importJobView } from './view.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const jobId = '00000000-0000-7000-8000-000000000001';
const job = {
  jobId,
  requestedBy: '00000000-0000-7000-8000-000000000002',
  roles: ['admin' as const],
  format: 'ndjson' as const,
  digest: 'a'.repeat(64),
  rowCount: 3,
  chunkCount: 2,
};
const opened: ImportJobEvent = { type: 'ImportJobOpened', data: { ...job, openedAt: NOW } };
const open = (more: object = {}): ImportJobCommand => ({ type: 'OpenImportJob', data: { ...job, ...more } });
const rows = (chunk: number) => ({ jobId, chunk, firstRow: chunk * 2, rows: [{ externalId: 'K' }] });
const added = (chunk: number): ImportJobEvent => ({ type: 'ImportRowsAdded', data: rows(chunk) });
const add = (chunk: number): ImportJobCommand => ({ type: 'AddImportRows', data: rows(chunk) });
const failure = (row: number): ImportFailure => ({ row, externalId: null, reason: 'InvalidRow' });
const result = (chunk: number) => ({
  ...{ jobId, chunk, created: 1, changed: 0, unchanged: 0 },
  failures: [failure(chunk)],
});
const done = (chunk: number): ImportJobEvent => ({ type: 'ImportRowsDone', data: { ...result(chunk), doneAt: NOW } });
const record = (chunk: number): ImportJobCommand => ({ type: 'RecordImportRows', data: result(chunk) });
const finished: ImportJobEvent = { type: 'ImportJobFinished', data: { jobId, finishedAt: NOW } };
const given = deciderSpec(importJobDecider, NOW);

describe('an import job', () => {
  it('is opened once, with one file', () => {
    given().when(open()).then(opened);
    given(opened)
      .when(open({ digest: 'b'.repeat(64) }))
      .rejects('ImportJobIdTaken');
    given(opened)
      .when(open({ format: 'csv' }))
      .rejects('ImportJobIdTaken');
    given(opened)
      .when(open({ subject: 'stock' }))
      .rejects('ImportJobIdTaken');
  });
  it('takes each chunk of rows once', () => {
    given(opened).when(add(0)).then(added(0));
    given(opened, added(0)).when(add(1)).then(added(1));
    given(opened).when(add(2)).rejects('InvalidImportChunk');
    given().when(add(0)).rejects('ImportJobNotFound');
  });
  it('records each chunk once, and is finished with the last in whatever order', () => {
    given(opened, added(0)).when(record(0)).then(done(0));
    given(opened, added(0), added(1), done(1)).when(record(0)).then(done(0), finished);
    given(opened).when(record(0)).rejects('InvalidImportChunk');
    given().when(record(0)).rejects('ImportJobNotFound');
  });
  it('shows its counts, and its failures by page in the order of the file', () => {
    const fold = (...events: ImportJobEvent[]) => events.reduce(importJobDecider.evolve, undefined)!;
    const running = fold(opened, added(0), added(1), done(1));
    expect(importJobView(running, { afterRow: -1, limit: 1 })).toMatchObject({
      status: 'running',
      created: 1,
      failed: 1,
    });
    const whole = fold(opened, added(0), added(1), done(1), done(0), finished);
    const first = importJobView(whole, { afterRow: -1, limit: 1 });
    expect(first).toMatchObject({ status: 'done', created: 2, failed: 2, failures: [failure(0)], next: 0 });
    expect(importJobView(whole, { afterRow: 0, limit: 1 })).toMatchObject({ failures: [failure(1)], next: null });
  });
});
