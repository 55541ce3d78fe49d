import { AssignerProtocol, type PartitionAssigner } from 'kafkajs';
import { SLOTS } from './names.ts';

const NAME = 'only2u-slots';
const VERSION = 1;

/** The slots of each member, as even as can be. The order of members is that of their ids, so all agree on it. */
export const slotsOf = (members: readonly string[]): ReadonlyMap<string, readonly number[]> => {
  const sorted = [...members].sort();
  return new Map(
    sorted.map((member, index) => [
      member,
      Array.from({ length: SLOTS }, (_, slot) => slot).filter((slot) => slot % sorted.length === index),
    ]),
  );
};

/** Gives a member whole slots: the same partition of every topic, so that it sees all streams of an id. */
export const slotAssigner: PartitionAssigner = () => ({
  name: NAME,
  version: VERSION,
  assign: ({ members, topics }) => {
    const slots = slotsOf(members.map(({ memberId }) => memberId));
    return Promise.resolve(
      members.map(({ memberId }) => ({
        memberId,
        memberAssignment: AssignerProtocol.MemberAssignment.encode({
          version: VERSION,
          assignment: Object.fromEntries(topics.map((topic) => [topic, [...(slots.get(memberId) ?? [])]])),
          userData: Buffer.alloc(0),
        }),
      })),
    );
  },
  protocol: ({ topics }) => ({
    name: NAME,
    metadata: AssignerProtocol.MemberMetadata.encode({ version: VERSION, topics, userData: Buffer.alloc(0) }),
  }),
});
