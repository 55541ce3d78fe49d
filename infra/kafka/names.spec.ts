import { AssignerProtocol, type GroupMember } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { slotAssigner, slotsOf } from './assigner.ts';
import { SLOTS, slotOf, topicNames } from './names.ts';

describe('slots', () => {
  it('are the same for all streams of an id', () => {
    for (const id of ['7', '01980000-0000-7000-8000-000000000001', 'a-b-c'])
      expect(slotOf(`product-${id}`)).toBe(slotOf(`inventory-${id}`));
  });

  it('share ids out evenly', () => {
    const counts = new Array<number>(SLOTS).fill(0);
    const ids = 24_000;
    for (let id = 0; id < ids; id += 1) counts[slotOf(`product-${id.toString(16).padStart(12, '0')}`)]! += 1;
    expect(Math.min(...counts)).toBeGreaterThan((ids / SLOTS) * 0.9);
    expect(Math.max(...counts)).toBeLessThan((ids / SLOTS) * 1.1);
  });

  it('never move, since checkpoints are counted by them', () => {
    expect(['product-7', 'order-01980000-0000-7000-8000-000000000001', 'x-'].map(slotOf)).toMatchInlineSnapshot(`
      [
        11,
        4,
        8,
      ]
    `);
  });

  it.each([1, 2, 4, 5, 12, 13])('go to one of %i members each', (count) => {
    const members = Array.from({ length: count }, (_, index) => `member-${index}`);
    const given = [...slotsOf([...members].reverse()).values()];
    expect(given.flat().sort((one, other) => one - other)).toEqual(Array.from({ length: SLOTS }, (_, slot) => slot));
    const sizes = given.map(({ length }) => length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });

  it('are given to a member in every topic', async () => {
    const members = ['b', 'a'].map((memberId) => ({ memberId, memberMetadata: Buffer.alloc(0) }) satisfies GroupMember);
    const assigner = slotAssigner({ cluster: {} as never, groupId: 'g', logger: {} as never });
    for (const { memberId, memberAssignment } of await assigner.assign({ members, topics: ['one', 'two'] })) {
      const assignment = AssignerProtocol.MemberAssignment.decode(memberAssignment)!.assignment;
      expect(assignment['one']).toEqual(slotsOf(['a', 'b']).get(memberId));
      expect(assignment['two']).toEqual(assignment['one']);
    }
  });
});

it('keeps two installations on one cluster apart', () => {
  const names = topicNames('blue.');
  expect([names.log('order'), names.positions, names.integration('order.created'), names.group('x')]).toEqual([
    'blue.only2u.log.order',
    'blue.only2u.positions',
    'blue.order.created',
    'blue.only2u.x',
  ]);
});
