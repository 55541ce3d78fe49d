import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { AnyAggregate } from '../../domains/kernel/aggregate.ts';
import { personal } from '../../event-schemas/primitives.ts';
import { memoryPersonKeys } from '../memory/person-keys.ts';
import { DecodeFailure, eventCodec } from './event-codec.ts';

const guest: AnyAggregate = {
  category: 'guest',
  events: {
    GuestNamed: z.object({ guestId: z.string(), name: personal(z.string()), phone: personal(z.string()).optional() }),
    GuestPaid: z.object({ amountPaise: z.int(), currency: z.string() }),
  },
  upcasts: {
    GuestPaid: [
      (old: { rupees: number }) => ({ amountPaise: old.rupees * 100 }),
      (old: { amountPaise: number }) => ({ ...old, currency: 'INR' }),
    ],
  },
  personal: { GuestNamed: { subject: 'guestId', fields: ['name', 'phone'] } },
  commands: {},
  streamId: () => '',
  decider: { initial: null, evolve: () => null, decide: () => [] },
};
const named = { type: 'GuestNamed', data: { guestId: 'g1', name: 'Asha Rao', phone: '+919812345678' } };
const stored = (type: string, data: unknown, schemaVersion = 1) => ({ type, data, schemaVersion });

describe('personal fields', () => {
  it('are sealed in the log, each time differently, and open for whoever has the keys', async () => {
    const codec = eventCodec([guest], memoryPersonKeys());
    const [first, second] = await codec.encode([named, named]);
    expect(JSON.stringify(first)).not.toMatch(/Asha|98123/);
    expect(first).toMatchObject({ guestId: 'g1' });
    expect((first as { name: string }).name).not.toBe((second as { name: string }).name);
    expect(await codec.decode([stored('GuestNamed', first)])).toEqual([named]);
  });

  it('read as null once the key is destroyed, and nothing more is written about the person', async () => {
    const keys = memoryPersonKeys();
    const codec = eventCodec([guest], keys);
    const [sealed] = await codec.encode([named]);
    await keys.destroy('g1');
    expect(await codec.decode([stored('GuestNamed', sealed)])).toEqual([
      { type: 'GuestNamed', data: { guestId: 'g1', name: null, phone: null } },
    ]);
    await expect(codec.encode([named])).rejects.toThrow('erased');
  });

  it('cannot be swapped between fields, nor changed', async () => {
    const codec = eventCodec([guest], memoryPersonKeys());
    const [sealed] = (await codec.encode([named])) as { name: string; phone: string }[];
    const swapped = stored('GuestNamed', { ...sealed, name: sealed!.phone });
    expect(await codec.decodeEach([swapped])).toEqual([expect.any(DecodeFailure)]);
    const last = sealed!.name.at(-3) === 'A' ? 'B' : 'A';
    const changed = stored('GuestNamed', {
      ...sealed,
      name: `${sealed!.name.slice(0, -3)}${last}${sealed!.name.slice(-2)}`,
    });
    expect(await codec.decodeEach([changed])).toEqual([expect.any(DecodeFailure)]);
  });

  it('stay out of what outlives the key', () => {
    const codec = eventCodec([guest], memoryPersonKeys());
    expect(codec.withoutPersonal(named).data).toEqual({ guestId: 'g1', name: null, phone: null });
  });
});

describe('stored events', () => {
  const codec = eventCodec([guest], memoryPersonKeys());

  it.each([
    [1, { rupees: 5 }],
    [2, { amountPaise: 500 }],
    [3, { amountPaise: 500, currency: 'INR' }],
  ])('of version %i are brought up to now', async (version, data) => {
    expect(await codec.decode([stored('GuestPaid', data, version)])).toEqual([
      { type: 'GuestPaid', data: { amountPaise: 500, currency: 'INR' } },
    ]);
  });

  it('of undeclared types give nothing', async () => {
    expect(await codec.decode([stored('SomebodyElses', {})])).toEqual([undefined]);
  });

  it('that do not fit are named one by one, without what is in them, and harm no other', async () => {
    const [bad, newer, good] = await codec.decodeEach([
      stored('GuestPaid', { amountPaise: 'secret text', currency: 'INR' }, 3),
      stored('GuestPaid', { amountPaise: 1 }, 4),
      stored('GuestPaid', { rupees: 1 }),
    ]);
    expect((bad as DecodeFailure).message).toBe(
      'GuestPaid in version 3 does not fit its schema: amountPaise (invalid_type)',
    );
    expect((newer as DecodeFailure).message).toContain('stored in version 4; this process knows 1 to 3');
    expect(good).toMatchObject({ data: { amountPaise: 100 } });
    await expect(codec.decode([stored('GuestPaid', {}, 3)])).rejects.toThrow(DecodeFailure);
  });

  it('have types that are declared once', () => {
    expect(() => eventCodec([guest, { ...guest, category: 'other' }], memoryPersonKeys())).toThrow('declared twice');
  });
});
