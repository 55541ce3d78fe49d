import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { webhookPolicy } from '../../domains/policy/webhook.ts';
import { mailTo } from '../support/mail.ts';
import { provenCustomer } from '../support/proven-customer.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';
import { webhookDesk } from '../support/webhook-desk.ts';
import { answering, silent, startWebhookReceiver } from '../support/webhook-receiver.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.stop());

const { failuresInRowMax, parallelMax, probeEveryMs } = webhookPolicy;

describe('an endpoint in trouble', () => {
  it('is left alone after so many failures, its admin is told, and a trial call brings it back', async () => {
    const admin = await provenCustomer(system, 'webhooks@only2u.example');
    const desk = webhookDesk(system, await system.tokenFor(['admin'], admin.userId));
    const [failing, healthy] = [await startWebhookReceiver(answering(503)), await startWebhookReceiver()];
    const { endpointId } = await desk.register(failing);
    const other = await desk.register(healthy);
    const count = failuresInRowMax.value + parallelMax.value;
    for (let n = 0; n < count; n += 1) await desk.test(endpointId);
    await desk.until(async () => expect(await desk.status(endpointId)).toBe('failing'));
    const [mail] = await mailTo(system, admin.email);
    expect(mail).toMatchObject({ subject: `Webhooks to ${new URL(failing.url).host} are paused` });
    await desk.test(other.endpointId);
    await desk.stand(other.endpointId, { status: 'delivered' });
    // The rest of an endpoint begins when a failure is written down: the clock must not move while one is under way.
    const written = () =>
      desk.until(async () => {
        const tries = (await desk.deliveries(endpointId)).map((delivery) => delivery.tries);
        expect(tries.reduce((sum, each) => sum + each, 0)).toBe(failing.received.length);
      });
    await written();
    const asked = failing.received.length;
    system.advance(probeEveryMs.value + 1_000);
    await desk.until(() => expect(failing.received.length).toBeGreaterThan(asked));
    await written();
    failing.answerWith(answering(200));
    system.advance(probeEveryMs.value + 1_000);
    await desk.until(async () => expect(await desk.status(endpointId)).toBe('active'));
    system.advance(24 * 3_600_000);
    await desk.until(async () => expect(await desk.deliveries(endpointId, '&status=delivered')).toHaveLength(count));
    await Promise.all([failing.stop(), healthy.stop()]);
  });

  it('that does not answer holds up no other, nor the shop, and gets a bounded number of calls at once', async () => {
    const desk = webhookDesk(system, await system.tokenFor(['admin']));
    const [slow, healthy] = [await startWebhookReceiver(silent), await startWebhookReceiver()];
    const { endpointId } = await desk.register(slow);
    const other = await desk.register(healthy);
    for (let n = 0; n < parallelMax.value + 3; n += 1) await desk.test(endpointId);
    await desk.until(() => expect(slow.held).toBe(parallelMax.value));
    const messageId = await desk.test(other.endpointId);
    await desk.stand(other.endpointId, { messageId, status: 'delivered' });
    await system.settled();
    expect(slow.received).toHaveLength(parallelMax.value);
    await desk.call('DELETE', `/endpoints/${endpointId}`);
    await Promise.all([slow.stop(), healthy.stop()]);
  });
});
