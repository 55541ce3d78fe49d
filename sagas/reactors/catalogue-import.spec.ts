import { describe, expect, it } from 'vitest';
import { catalogue, importJob } from '../../domains/catalogue/index.ts';
import { inventoryDomain } from '../../domains/inventory/index.ts';
import type { RecordedEvent } from '../../domains/kernel/event-store.ts';
import { commandHandler, type CommandHandler } from '../../domains/kernel/handle.ts';
import type { Ports } from '../../domains/kernel/ports/index.ts';
import { memoryEventStore } from '../../infra/memory/event-store.ts';
import { sagaHost, type SagaHost } from '../host.ts';
import { catalogueImport } from './catalogue-import.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const jobId = '0198f000-0000-7000-8000-000000000001';
const ROWS = 2;
const COMMANDS_MAX = 40;
const row = (index: number) => ({
  ...{
    externalId: `K-${index}`,
    vendor: 'Bagru Prints',
    name: 'Kurta',
    categories: ['Women > Kurtas'],
    hsnCode: '6211',
  },
  ...{ pricePaise: 99_900, stock: 3, variants: [{ size: 'S' }, { size: 'M' }] },
});
const job = {
  ...{ jobId, requestedBy: jobId, roles: ['admin' as const], format: 'ndjson' as const, digest: 'a'.repeat(64) },
  ...{ rowCount: ROWS, chunkCount: 1 },
};

/** A log with a job that waits, and hosts that come up anew on it. */
const shop = async () => {
  const store = memoryEventStore();
  const handler = () => commandHandler({ store, now: () => NOW, pause: () => Promise.resolve() });
  const first = handler();
  const envelope = (n: number) => ({
    commandId: `0198f000-0000-7000-8000-00000000010${n}`,
    correlationId: jobId,
    actor: 'test',
  });
  await first.execute(importJob, { type: 'OpenImportJob', data: job }, envelope(1));
  const rows = { jobId, chunk: 0, firstRow: 0, rows: Array.from({ length: ROWS }, (_, index) => row(index)) };
  await first.execute(importJob, { type: 'AddImportRows', data: rows }, envelope(2));
  const added = (await store.readStream(`importJob-${jobId}`)).find(({ type }) => type === 'ImportRowsAdded')!;

  /** A process that dies before its nth command. */
  const host = (diesBefore = Infinity): { host: SagaHost; died: Promise<void> } => {
    const inner = handler();
    let commands = 0;
    let tell: () => void = () => undefined;
    const died = new Promise<void>((resolve) => (tell = resolve));
    const dying: CommandHandler = {
      ...inner,
      execute: (aggregate, command, more) => {
        if ((commands += 1) < diesBefore) return inner.execute(aggregate, command, more);
        tell();
        return new Promise<never>(() => undefined);
      },
    };
    const options = { store, handler: dying, ports: {} as Ports, now: () => NOW, onRetry: () => undefined };
    const aggregates = [...catalogue.aggregates, ...inventoryDomain.aggregates];
    return { host: sagaHost({ ...options, sagas: [], reactors: [catalogueImport], aggregates }), died };
  };
  const deliver = (to: SagaHost): Promise<void> => to.onBatch({ events: [added], position: added.position });
  return { store, handler, host, deliver };
};
const typesOf = (events: readonly RecordedEvent[], type: string): number =>
  events.filter((event) => event.type === type).length;

describe('an import that is interrupted', () => {
  it('goes on after a death before any of its commands, and ends as if there had been none', async () => {
    let diesBefore = 1;
    for (let isDead = true; isDead; diesBefore += 1) {
      expect(diesBefore).toBeLessThan(COMMANDS_MAX);
      const { store, handler, host, deliver } = await shop();
      const mortal = host(diesBefore);
      await deliver(mortal.host);
      isDead = await Promise.race([mortal.died.then(() => true), mortal.host.idle().then(() => false)]);
      const next = host();
      await deliver(next.host);
      await next.host.idle();
      const { state } = await handler().fold(importJob, jobId);
      expect(state, `death before command ${diesBefore}`).toMatchObject({ created: ROWS, unchanged: 0, failures: [] });
      expect(state?.finishedAt).toBe(NOW);
      const { log } = store;
      expect(typesOf(log, 'ProductCreated')).toBe(ROWS);
      expect(typesOf(log, 'StockReceived')).toBe(ROWS);
      expect(typesOf(log, 'ImportRowsDone')).toBe(1);
    }
    expect(diesBefore).toBeGreaterThan(ROWS);
  });
});
