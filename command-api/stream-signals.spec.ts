import { describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../domains/kernel/event-store.ts';
import { streamSignals } from './stream-signals.ts';

const eventOf = (stream: string): RecordedEvent => ({ stream }) as RecordedEvent;
const LONG_MS = 60_000;

describe('signals of streams', () => {
  it('wake whoever waits for one of them, and nobody else', async () => {
    const signals = streamSignals();
    const listening = signals.listen(['order-1', 'payment-1']);
    const came = listening.next(LONG_MS);
    signals.observe(eventOf('order-2'));
    expect(listening.heard).toEqual(new Set());
    signals.observe(eventOf('payment-1'));
    expect(await came).toBe(true);
    expect(listening.heard).toEqual(new Set(['payment-1']));
  });

  it('tell of what came while nobody was asking, once', async () => {
    const signals = streamSignals();
    const listening = signals.listen(['order-1', 'payment-1']);
    signals.observe(eventOf('order-1'));
    signals.observe(eventOf('payment-1'));
    expect(await listening.next(LONG_MS)).toBe(true);
    expect(listening.heard).toEqual(new Set(['order-1', 'payment-1']));
    expect(await listening.next(0)).toBe(false);
  });

  it('end with the listening', async () => {
    const signals = streamSignals();
    const listening = signals.listen(['order-1']);
    const came = listening.next(LONG_MS);
    listening.stop();
    expect(await came).toBe(false);
    signals.observe(eventOf('order-1'));
    expect(listening.heard.size).toBe(0);
  });
});
