import { DAY_MS, instantAfter } from '../../domains/kernel/calendar.ts';
import { isRejected } from '../../domains/kernel/decider.ts';
import { NOW } from '../../domains/order/spec-examples.ts';
import { memoryEventStore } from '../../infra/memory/event-store.ts';
import { SimulatedGateway } from '../simulation/gateway.ts';
import { randomOf } from '../simulation/random.ts';
import { simulatedPorts } from '../simulation/simulated-ports.ts';
import { otherProcess } from './saga-process.ts';
import type { Stage, Story } from './saga-story.ts';

type Send = ReturnType<typeof otherProcess>;
export type Command = Parameters<Send>[0];
export type Told = Stage & { readonly send: Send; readonly pass: (ms: number) => void };
export type Plot = { readonly stage: () => Told; readonly story: Story<Told> };

/** What people do; a story in which they are refused is not the one that it says it is. */
export const say =
  (...commands: readonly Command[]) =>
  async ({ send }: Told): Promise<void> => {
    for (const command of commands) {
      const outcome = await send(command);
      if (isRejected(outcome))
        throw new Error(`${command.type} is refused: ${outcome.rejected} ${outcome.detail ?? ''}`);
    }
  };
export const wait =
  (ms: number) =>
  ({ pass }: Told): void =>
    pass(ms);
/** Everything that waits for a day comes, and then everything that waits at all. */
export const REST = [wait(DAY_MS), wait(DAY_MS), wait(500 * DAY_MS)];

/** A world without an order: a log, providers and a clock. */
export const world =
  (...begun: readonly Command[]) =>
  (): Told => {
    let now = NOW;
    const store = memoryEventStore();
    const counts = { crashes: 0, duplicates: 0, reorderings: 0, refusals: 0, delays: 0 };
    const gateway = new SimulatedGateway({ random: randomOf(1), rate: 0, counts, now: () => now });
    const ports = simulatedPorts(randomOf(1), gateway, () => Date.parse(now));
    const send = otherProcess(store, () => now);
    const pass = (ms: number): void => void (now = instantAfter(now, ms));
    const told: Told = { store, ports, now: () => now, send, pass, open: () => say(...begun)(told) };
    return told;
  };
