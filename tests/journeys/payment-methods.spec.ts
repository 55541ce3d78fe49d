import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ok, simulate } from '../support/purchase.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.stop());

describe('a way to pay', () => {
  const upi = async () => {
    const { methods } = ok(await system.call('GET', '/payments/methods', {}), 200).body;
    return (methods as { method: string; status: string }[]).find(({ method }) => method === 'upi')?.status;
  };
  const tell = (body: object) => simulate(system, 'downtimes', { id: 'down_journey', method: 'upi', ...body });
  it('is shown as down until the gateway says that it is over', async () => {
    expect(await upi()).toBe('available');
    await tell({ event: 'started', severity: 'high' });
    await expect.poll(upi, { timeout: 20_000 }).toBe('down');
    await tell({ event: 'resolved' });
    await expect.poll(upi, { timeout: 20_000 }).toBe('available');
  });
  it('is believed to work again when its end was never reported', async () => {
    await tell({ event: 'started', severity: 'low', id: 'down_forgotten' });
    await expect.poll(upi, { timeout: 20_000 }).toBe('disturbed');
    system.advance(6 * 3_600_000 + 60_000);
    await expect.poll(upi, { timeout: 20_000 }).toBe('available');
  });
});
