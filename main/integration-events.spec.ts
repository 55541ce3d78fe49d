import { expect, it } from 'vitest';
import type { RecordedEvent } from '../domains/kernel/event-store.ts';
import { line, orderId, placed } from '../domains/order/spec-examples.ts';
import { integrationSources } from './integration-events.ts';

it('a new order tells outsiders what of its total store credit pays', () => {
  const source = integrationSources.find(({ topic }) => topic === 'order.created')!;
  const made = (change: Parameters<typeof placed>[1]) =>
    source.make(placed([line(1)], change) as unknown as RecordedEvent);
  const { totalPaise } = placed([line(1)]).data;
  expect(made({})).toMatchObject({ subject: orderId, data: { totalPaise, storeCreditPaise: 0 } });
  expect(made({ storeCreditPaise: 500 })).toMatchObject({ data: { totalPaise, storeCreditPaise: 500 } });
});
