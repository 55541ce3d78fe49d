import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { IdempotencyStore, StoredAnswer } from '../../domains/kernel/ports/idempotency-store.ts';
import type { PersonKeys } from '../../domains/kernel/ports/person-keys.ts';
import type { ProjectionStore } from '../../domains/kernel/ports/projection-store.ts';
import { defineProjection, type AnyProjection } from '../../domains/kernel/projection.ts';
import type { Checkpoints } from '../../infra/postgres/checkpoints.ts';

/** What every side of the port `PersonKeys` does. `open` gives what another process sees: nothing in memory. */
export const personKeysContract = (name: string, open: () => PersonKeys | Promise<PersonKeys>): void => {
  describe(`PersonKeys: ${name}`, () => {
    let keys: PersonKeys;
    let person: string;
    beforeEach(async () => {
      keys = await open();
      person = randomUUID();
    });

    it('makes one key of 256 bits per person, the same for all who ask at once', async () => {
      expect((await keys.get([person])).size).toBe(0);
      const made = await Promise.all(Array.from({ length: 8 }, () => keys.getOrCreate([person, person])));
      const texts = made.map((found) => found.get(person)!.export().toString('hex'));
      expect(new Set(texts).size).toBe(1);
      expect(texts[0]).toMatch(/^[0-9a-f]{64}$/);
      expect((await keys.get([person])).get(person)!.export().toString('hex')).toBe(texts[0]);
      const other = randomUUID();
      expect((await keys.getOrCreate([other])).get(other)!.export().toString('hex')).not.toBe(texts[0]);
    });

    it('destroys a key for ever, with the others left alone, and does it again without harm', async () => {
      const other = randomUUID();
      await keys.getOrCreate([person, other]);
      for (let time = 0; time < 2; time += 1) await keys.destroy(person);
      expect([...(await keys.get([person, other])).keys()]).toEqual([other]);
      await expect(keys.getOrCreate([other, person])).rejects.toThrow('erased');
    });

    it('makes none for a person who was erased before there was one', async () => {
      await keys.destroy(person);
      await expect(keys.getOrCreate([person])).rejects.toThrow('erased');
    });
  });
};

/** What every side of the port `IdempotencyStore` does. */
export const idempotencyStoreContract = (name: string, open: () => IdempotencyStore): void => {
  describe(`IdempotencyStore: ${name}`, () => {
    const answer = (more: Partial<StoredAnswer> = {}): StoredAnswer => ({
      key: randomUUID(),
      fingerprint: 'f',
      status: 409,
      headers: { 'content-type': 'application/json' },
      body: '{"name":"आशा \\u0000 \\\\"}',
      ...more,
    });

    it('gives back what was kept, and nothing for another key', async () => {
      const kept = answer();
      await open().keep(kept);
      expect(await open().find(kept.key)).toEqual(kept);
      expect(await open().find(randomUUID())).toBeUndefined();
    });

    it('keeps the first answer, also of many that come at once', async () => {
      const [store, first] = [open(), answer({ body: 'first' })];
      await Promise.all([first, answer({ key: first.key, body: 'second' })].map((one) => store.keep(one)));
      await store.keep(answer({ key: first.key, body: 'third' }));
      expect(await store.find(first.key)).toEqual(first);
    });

    it('tells many that ask at once each its own', async () => {
      const store = open();
      const all = Array.from({ length: 300 }, (_, n) => answer({ body: String(n) }));
      await Promise.all(all.map((one) => store.keep(one)));
      expect(await Promise.all(all.map(({ key }) => store.find(key)))).toEqual(all);
    });
  });
};

/** What every side of `Checkpoints` does. */
export const checkpointsContract = (name: string, open: () => Checkpoints): void => {
  describe(`Checkpoints: ${name}`, () => {
    it('go forward only', async () => {
      const [checkpoints, consumer] = [open(), randomUUID()];
      expect(await checkpoints.get(consumer)).toBeUndefined();
      await checkpoints.set(consumer, 7n);
      await checkpoints.set(consumer, 5n);
      expect(await open().get(consumer)).toBe(7n);
      await checkpoints.set(consumer, 9_007_199_254_740_000n);
      expect(await checkpoints.get(consumer)).toBe(9_007_199_254_740_000n);
      expect(await checkpoints.get(randomUUID())).toBeUndefined();
    });
  });
};

type Thing = { id: string; amount: number; tags: readonly string[]; data: object | null; is_on: boolean };
let things = 0;
const thing = (): AnyProjection =>
  defineProjection<{ type: 'T'; data: object }, Thing>({
    service: 'contract',
    name: `thing_${(things += 1)}`,
    version: 1,
    columns: { id: 'text', amount: 'bigint', tags: 'text[]', data: 'jsonb', is_on: 'boolean' },
    key: 'id',
    handles: ['T'],
    keysOf: () => [],
    evolve: (row) => row,
  });
const row = (id: string, more: Partial<Thing> = {}): Thing => ({
  id,
  amount: 1_000_000_000_000,
  tags: ['a', 'ब'],
  data: { deep: [1, null] },
  is_on: true,
  ...more,
});

/** What every side of the port `ProjectionStore` does. */
export const projectionStoreContract = (name: string, open: () => ProjectionStore): void => {
  describe(`ProjectionStore: ${name}`, () => {
    it('prepares again without harm, by many at once, and knows where each stands', async () => {
      const [one, two] = [thing(), thing()];
      const prepared = await Promise.all(Array.from({ length: 4 }, () => open().prepare([one, two])));
      for (const positions of prepared) expect([...positions.values()]).toEqual([-1n, -1n]);
      await open().write([], [one], -1n, 4n);
      expect([...(await open().prepare([one, two])).values()]).toEqual([4n, -1n]);
    });

    it('gives back rows as they were written, replaces and deletes them', async () => {
      const [store, own] = [open(), thing()];
      await store.prepare([own]);
      await store.write(
        [{ projection: own, upserts: [row('a'), row('b', { data: null })], deletes: [] }],
        [own],
        -1n,
        1n,
      );
      expect(await store.load(own, ['a', 'b', 'c'])).toEqual(
        new Map([
          ['a', row('a')],
          ['b', row('b', { data: null })],
        ]),
      );
      await store.write([{ projection: own, upserts: [row('a', { amount: 2 })], deletes: ['b'] }], [own], 1n, 2n);
      expect(await store.load(own, ['a', 'b'])).toEqual(new Map([['a', row('a', { amount: 2 })]]));
      expect(await store.load(own, [])).toEqual(new Map());
    });

    it('refuses, whole, to move a checkpoint that somebody has moved further', async () => {
      const [store, own, other] = [open(), thing(), thing()];
      await store.prepare([own, other]);
      await store.write([], [own], -1n, 5n);
      const write = { projection: other, upserts: [row('a')], deletes: [] };
      await expect(store.write([write], [own, other], 4n, 6n)).rejects.toThrow();
      expect([...(await store.prepare([own, other])).values()]).toEqual([5n, -1n]);
      expect(await store.load(other, ['a'])).toEqual(new Map());
    });
  });
};
