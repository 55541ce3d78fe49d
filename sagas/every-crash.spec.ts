import { describe, expect, it } from 'vitest';
import type { MemoryEventStore } from '../infra/memory/event-store.ts';
import { CRASH_STORIES } from '../tests/support/crash-stories.ts';
import { playStory } from '../tests/support/saga-story.ts';
import { carryBelongings } from './reactors/carry-belongings.ts';
import { forgetPerson } from './reactors/forget-person.ts';
import { paymentGatewayOrder } from './reactors/payment-gateway-order.ts';
import { paymentReconciliation } from './reactors/payment-reconciliation.ts';
import { paymentRefund } from './reactors/payment-refund.ts';
import { sagas } from './index.ts';

const parts = {
  sagas,
  reactors: [paymentGatewayOrder(), paymentRefund, paymentReconciliation, forgetPerson, carryBelongings],
};

/** What happened in every stream of a domain, whatever the order in which independent things did. */
const happened = ({ log }: MemoryEventStore): Record<string, string[]> => {
  const streams: Record<string, string[]> = {};
  for (const { stream, type, data } of log)
    if (!stream.startsWith('saga.')) (streams[stream] ??= []).push(`${type} ${JSON.stringify(data)}`);
  for (const events of Object.values(streams)) events.sort();
  return streams;
};
const stepping = ({ log }: MemoryEventStore): string[] =>
  log.flatMap(({ type, data }) => (type === 'SagaStepTaken' ? [(data as { saga: string }).saga] : []));

const seen = new Set<string>();
describe.each(Object.entries(CRASH_STORIES))('%s', (_, { stage, story }) => {
  it('leaves the same behind, each thing once, wherever the process is killed', { timeout: 300_000 }, async () => {
    const calm = stage();
    const { appends, unfinished } = await playStory(calm, story, { parts });
    for (const saga of stepping(calm.store)) seen.add(saga);
    const expected = happened(calm.store);
    expect(appends).toBeGreaterThan(2);
    for (let append = 1; append <= appends; append += 1)
      for (const when of ['before', 'after'] as const) {
        const killed = stage();
        const outcome = await playStory(killed, story, { parts, kill: { append, when } });
        const where = `killed ${when} append ${append} of ${appends}`;
        expect(happened(killed.store), where).toEqual(expected);
        expect(outcome.unfinished, where).toEqual(unfinished);
      }
  });
});

it('has a story for every process that there is', () => {
  expect(sagas.map(({ name }) => name).filter((name) => !seen.has(name))).toEqual([]);
});
