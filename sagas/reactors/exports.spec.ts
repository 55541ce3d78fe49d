import { expect, it } from 'vitest';
import { exportJob } from '../../domains/export/aggregate.ts';
import type { AnyAggregate } from '../../domains/kernel/aggregate.ts';
import { derivedId } from '../../domains/kernel/derived-id.ts';
import { commandHandler } from '../../domains/kernel/handle.ts';
import type { Ports } from '../../domains/kernel/ports/index.ts';
import type { Sql } from '../../domains/kernel/projection.ts';
import { exportPolicy } from '../../domains/policy/export.ts';
import { UserId } from '../../event-schemas/primitives.ts';
import { memoryEventStore } from '../../infra/memory/event-store.ts';
import { Killed } from '../../tests/support/identity-process.ts';
import { exportFiles } from './exports.ts';

const NOW = '2026-01-31T10:00:00.000Z';
const exportId = derivedId('export');
const entries = exportPolicy.fileEntriesMax.value;
const PRODUCTS = 2 * entries + 7;
const details = { name: 'Kurta', brand: 'Neelam', slug: 'kurta', hsnCode: '6204' };
const rowOf = (created: number) => ({
  ...{ product_id: derivedId('product', created), vendor_id: derivedId('vendor'), status: 'published' },
  ...{ product: { details, variants: [] }, created, changed_at: NOW, levels: null },
});

/** A shop with so many products, and the table of files; a process is killed at its `diesAt`th statement that stores a file. */
const shopOf = () => {
  const files = new Map<number, string>();
  const query =
    (diesAt: number) =>
    ({ text, values }: Sql): Promise<readonly never[]> => {
      if (text.startsWith('insert into export.file')) {
        files.set(values[1] as number, values[2] as string);
        return files.size === diesAt ? Promise.reject(new Killed()) : Promise.resolve([]);
      }
      if (!text.includes('catalogue.product')) return Promise.resolve([]);
      const [after, limit] = [values[0] as number, values.at(-1) as number];
      const count = Math.max(0, Math.min(limit, PRODUCTS - after));
      return Promise.resolve(Array.from({ length: count }, (_, n) => rowOf(after + n + 1)) as never[]);
    };
  return { files, query };
};

it('writes every entry once into files that follow one another, wherever a process dies and however often it is told', async () => {
  const store = memoryEventStore();
  const { files, query } = shopOf();
  const handler = commandHandler({ store, now: () => NOW });
  const envelope = (...of: (string | number)[]) => ({
    commandId: derivedId(...of),
    correlationId: exportId,
    actor: 'test',
  });
  const terms = { subject: 'products' as const, format: 'ndjson' as const };
  const asked = { exportId, terms, requestedBy: UserId.parse(derivedId('user')), isSellers: false };
  await handler.execute(exportJob, { type: 'RequestExport', data: asked }, envelope('ask'));
  const react = (index: number, diesAt: number): Promise<void> =>
    exportFiles.react(store.log[index]!, {
      ports: {} as Ports,
      now: () => NOW,
      facts: (aggregate, id) => handler.fold(aggregate, id),
      query: query(diesAt),
      send: (command) =>
        handler.execute(exportJob as AnyAggregate, command, envelope(store.log[index]!.eventId, command.type)),
    });
  for (let index = 0; index < store.log.length; index += 1)
    if (exportFiles.handles.includes(store.log[index]!.type)) {
      await react(index, index + 1).catch((error: unknown) => expect(error).toBeInstanceOf(Killed));
      await react(index, 0);
      await react(index, 0);
    }
  expect(store.log.map(({ type }) => type)).toEqual([
    'ExportRequested',
    ...Array<string>(3).fill('ExportFileWritten'),
    'ExportFinished',
  ]);
  const lines = [...files.values()].flatMap((content) => content.trim().split('\n'));
  expect(lines).toHaveLength(PRODUCTS);
  expect(new Set(lines).size).toBe(PRODUCTS);
  expect([...files.values()].map((content) => content.trim().split('\n').length)).toEqual([entries, entries, 7]);
});
