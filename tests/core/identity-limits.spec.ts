import { v7 as uuidV7 } from 'uuid';
import { expect, it } from 'vitest';
import { Refusal } from '../../domains/kernel/routes.ts';
import { identityPolicy } from '../../domains/policy/identity.ts';
import { memoryEventStore } from '../../infra/memory/event-store.ts';
import { identityPorts, identityProcess } from '../support/identity-process.ts';

const clock = (): number => Date.parse('2026-01-01T00:00:00.000Z');

it('sends a bounded number of codes for one address in an hour, over all processes', async () => {
  const store = memoryEventStore();
  const ports = identityPorts(clock);
  const processes = [identityProcess(store, ports, clock), identityProcess(store, ports, clock)];
  const send = (n: number): Promise<unknown> => {
    const phone = `+9198765${String(n).padStart(5, '0')}`;
    return processes[n % 2]!.post('/users/otp/send', { phone }, uuidV7());
  };
  const max = identityPolicy.otpPerIpPerHourMax.value;
  for (let n = 0; n < max; n += 1) await send(n);
  const refusal = await send(max).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(Refusal);
  expect(refusal).toMatchObject({ reason: 'TooManyRequests', retryAfterSeconds: 3_600 });
});

it('holds its limits for requests that come at once, over all processes', async () => {
  const store = memoryEventStore();
  const ports = identityPorts(clock);
  const processes = Array.from({ length: 4 }, () => identityProcess(store, ports, clock));
  const sent = async (phones: readonly string[]): Promise<number> => {
    const posts = phones.map((phone, n) => processes[n % 4]!.post('/users/otp/send', { phone }, uuidV7()));
    return (await Promise.allSettled(posts)).filter(({ status }) => status === 'fulfilled').length;
  };
  expect(await sent(Array.from({ length: 40 }, () => '+919876500001'))).toBe(1);
  const max = identityPolicy.otpPerIpPerHourMax.value;
  // What was refused for the phone has counted for the address all the same.
  const phones = Array.from({ length: max }, (_, n) => `+9198766${String(n).padStart(5, '0')}`);
  expect(await sent(phones)).toBe(max - 40);
});
