import { describe, expect, it } from 'vitest';
import { keyedSecrets } from '../../../infra/auth/secrets.ts';
import { Killed, killedAfter } from '../../../tests/support/identity-process.ts';
import { memoryEventStore } from '../../../infra/memory/event-store.ts';
import { instantAfter } from '../../kernel/calendar.ts';
import { isRejected } from '../../kernel/decider.ts';
import { derivedId } from '../../kernel/derived-id.ts';
import type { EventStore } from '../../kernel/event-store.ts';
import { commandHandler, isUndecided } from '../../kernel/handle.ts';
import { Refusal } from '../../kernel/routes.ts';
import { deciderSpec } from '../../kernel/spec.ts';
import { annotationPolicy } from '../../policy/annotation.ts';
import { annotation } from '../aggregate.ts';
import { annotate, type AnnotateContext } from '../annotate.ts';
import { id, NOW } from '../spec-examples.ts';
import { externalReference, referenceIdOf } from './aggregate.ts';
import type { ReferenceCommand } from './commands.ts';
import { referenceDecider } from './decider.ts';
import type { ReferenceEvent } from './events.ts';

const { claimSettlesMs } = annotationPolicy;
const one = (n: number) => ({ referenceId: id(1), kind: 'product' as const, entityId: id(n) });
const claimed = (n: number, claimedAt = NOW): ReferenceEvent => ({
  type: 'ExternalReferenceClaimed',
  data: { ...one(n), claimedAt },
});
const claim = (n: number, insteadOf?: number): ReferenceCommand => ({
  type: 'ClaimExternalReference',
  data: { ...one(n), ...(insteadOf === undefined ? {} : { insteadOf: id(insteadOf) }) },
});
const release = (n: number, claimedAt = NOW): ReferenceCommand => ({
  type: 'ReleaseExternalReference',
  data: { ...one(n), claimedAt },
});
const LATER = instantAfter(NOW, claimSettlesMs.value);
const given = deciderSpec(referenceDecider, NOW);
const later = deciderSpec(referenceDecider, LATER);

describe('an external reference', () => {
  it('is had by the first who claims it', () => {
    given().when(claim(2)).then(claimed(2));
    given(claimed(2)).when(claim(3)).rejects('ExternalReferenceTaken');
  });
  it('is claimed again by its holder, whose time begins anew', () => {
    later(claimed(2)).when(claim(2)).then(claimed(2, LATER));
  });
  it('changes hands after a while, in place of the holder that was looked at', () => {
    later(claimed(2)).when(claim(3, 2)).then(claimed(3, LATER));
    given(claimed(2)).when(claim(3, 2)).rejects('ExternalReferenceTaken');
    later(claimed(2)).when(claim(3, 4)).rejects('ExternalReferenceTaken');
    later(claimed(2)).when(claim(3)).rejects('ExternalReferenceTaken');
  });
  it('is given back by its holder, and by nobody who speaks of an older claim', () => {
    given(claimed(2))
      .when(release(2))
      .then({ type: 'ExternalReferenceReleased', data: one(2) });
    given(claimed(2)).when(release(3)).then();
    given(claimed(2, LATER)).when(release(2)).then();
  });
  it('is another one for each kind, and cannot be guessed from its stream', () => {
    const secrets = keyedSecrets(Buffer.alloc(32, 7));
    const all = [
      referenceIdOf(secrets, 'product', 'A'),
      referenceIdOf(secrets, 'variant', 'A'),
      referenceIdOf(secrets, 'product', 'a'),
      referenceIdOf(keyedSecrets(Buffer.alloc(32, 8)), 'product', 'A'),
    ];
    expect(new Set(all).size).toBe(all.length);
  });
});

let sent = 0;
/** As many independent processes on one log; each has a cache of its own and knows nothing of the others. */
const processes = (count: number, store: EventStore = memoryEventStore()) => {
  const clock = { now: NOW };
  const handlers = Array.from({ length: count }, () =>
    commandHandler({ store, now: () => clock.now, pause: () => Promise.resolve() }),
  );
  const secrets = keyedSecrets(Buffer.alloc(32, 7));
  const contextOf = (n: number): AnnotateContext => {
    const handler = handlers[n % count]!;
    const carryOut: AnnotateContext['aside'] = async (aggregate, command) => {
      const envelope = { commandId: derivedId('command', (sent += 1)), correlationId: id(1), actor: 'test' };
      for (;;) {
        const outcome = await handler.execute(aggregate, command, envelope);
        if (!isUndecided(outcome)) return outcome;
      }
    };
    return { aside: carryOut, attempt: carryOut, facts: (...of) => handler.fold(...of), ports: { secrets } };
  };
  return { clock, contextOf, fresh: commandHandler({ store, now: () => clock.now }) };
};
const everything = (): Promise<boolean> => Promise.resolve(true);
const entity = (n: number) => ({ kind: 'product' as const, entityId: id(n), personId: undefined });
/** Whether the reference became that of the entity. */
const ask = async (context: AnnotateContext, n: number, reference = 'ERP-1', exists = everything): Promise<boolean> => {
  try {
    return !isRejected(await annotate(context, { ...entity(n), change: { externalReference: reference } }, exists));
  } catch (error) {
    if (error instanceof Refusal && error.reason === 'ExternalReferenceTaken') return false;
    throw error;
  }
};

describe('annotating', () => {
  it.each([1, 4])('gives one reference to one of many that ask at once (%i processes)', async (count) => {
    const { contextOf, fresh } = processes(count);
    const all = Array.from({ length: 64 }, (_, n) => n + 10);
    const won = await Promise.all(all.map((n) => ask(contextOf(n), n)));
    expect(won.filter(Boolean)).toHaveLength(1);
    const holders = await Promise.all(all.map(async (n) => (await fresh.fold(annotation, `product.${id(n)}`)).state));
    expect(holders.filter(({ reference }) => reference?.text === 'ERP-1')).toHaveLength(1);
  });

  it.each([1, 2])('goes on where a process died after append %i', async (appends) => {
    const log = memoryEventStore();
    const dying = processes(1, killedAfter(log, appends)).contextOf(0);
    await expect(ask(dying, 10)).rejects.toThrow(Killed);
    const { contextOf, fresh } = processes(2, log);
    expect([await ask(contextOf(0), 10), await ask(contextOf(1), 11)]).toEqual([true, false]);
    expect((await fresh.fold(annotation, `product.${id(10)}`)).state.reference?.text).toBe('ERP-1');
  });

  it('gives back what was claimed for a change that was refused', async () => {
    const { contextOf } = processes(1);
    const context = contextOf(0);
    await context.attempt(annotation, { type: 'ForgetAnnotation', data: { kind: 'product', entityId: id(10) } });
    expect(await ask(context, 10)).toBe(false);
    expect(await ask(context, 11)).toBe(true);
  });

  it('takes over what a request left that died after its claim, when it can do nothing more', async () => {
    const { contextOf, clock } = processes(2);
    const context = contextOf(0);
    const dying = { ...context, attempt: () => Promise.reject(new Error('killed')) };
    await expect(ask(dying, 10)).rejects.toThrow('killed');
    expect(await ask(contextOf(1), 11)).toBe(false);
    clock.now = LATER;
    expect(await ask(contextOf(1), 11)).toBe(true);
    expect(await ask(context, 10)).toBe(false);
  });

  it('never takes over what is written down, unless its entity never came about', async () => {
    const { contextOf, clock } = processes(2);
    expect(await ask(contextOf(0), 10)).toBe(true);
    clock.now = LATER;
    expect(await ask(contextOf(1), 11)).toBe(false);
    expect(await ask(contextOf(1), 11, 'ERP-1', () => Promise.resolve(false))).toBe(true);
  });

  it('spares the claim when nothing changes, and notices when that was read from an old fold', async () => {
    const store = memoryEventStore();
    const { contextOf } = processes(2, store);
    const [one, other] = [contextOf(0), contextOf(1)];
    expect(await ask(one, 10)).toBe(true);
    const before = store.log.length;
    expect(await ask(one, 10)).toBe(true);
    expect(store.log).toHaveLength(before);
    const taken = await other.attempt(annotation, {
      type: 'ChangeAnnotation',
      data: { kind: 'product', entityId: id(10), externalReference: null },
    });
    expect(isRejected(taken)).toBe(false);
    expect(await ask(one, 10)).toBe(true);
    const { state } = await other.facts(externalReference, referenceIdOf(one.ports.secrets, 'product', 'ERP-1'));
    expect(state?.entityId).toBe(id(10));
  });
});
