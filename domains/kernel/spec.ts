import { expect } from 'vitest';
import type { AnyMessage, Instant } from '../../event-schemas/primitives.ts';
import { isRejected, type Decider } from './decider.ts';
import type { Saga, SagaReply, Step } from './saga.ts';

/** given(...events).when(command).then(...events) | .rejects(reason). Every `then` also proves that a repeat gives nothing. */
export const deciderSpec =
  <S, C, E, R extends string>(decider: Decider<S, C, E, R>, now: Instant) =>
  (...given: readonly E[]) => ({
    when: (command: C) => {
      const fold = (events: readonly E[]): S => events.reduce(decider.evolve, decider.initial);
      const decision = decider.decide(command, fold(given), now);
      return {
        then: (...expected: readonly E[]) => {
          expect(decision).toEqual(expected);
          expect(decider.decide(command, fold([...given, ...expected]), now), 'the same command again').toEqual([]);
        },
        rejects: (reason: R) => {
          expect(isRejected(decision) ? decision.rejected : decision).toBe(reason);
        },
      };
    },
  });

/** given(...inputs).when(input).sends(...commands), with the state and deadlines of the step at hand for more. */
export const sagaSpec =
  <S, I extends AnyMessage, C extends AnyMessage>(saga: Saga<S, I, C>, now: Instant) =>
  (...given: readonly (I | SagaReply)[]) => ({
    when: (input: I | SagaReply) => {
      const before = given.reduce<S>((state, past) => saga.step(state, past, now).state ?? state, saga.initial);
      const step: Step<S, C> = saga.step(before, input, now);
      return {
        step,
        done: saga.isDone(step.state ?? before),
        sends: (...expected: readonly object[]) => expect(step.send ?? []).toMatchObject(expected),
      };
    },
  });
