import { z } from 'zod';
import { Id, Instant, type MessageOf } from '../../../event-schemas/primitives.ts';
import { defineAggregate } from '../../kernel/aggregate.ts';
import { instantAfter } from '../../kernel/calendar.ts';
import { derivedId } from '../../kernel/derived-id.ts';
import { reject, type Decider } from '../../kernel/decider.ts';
import { orderPolicy } from '../../policy/order.ts';

const Name = z.string().trim().min(1).max(80);
export const courierEvents = {
  CourierRegistered: z.object({ courierId: Id, name: Name }),
  /** Reports are signed with the secret of this version from now on; that of the one before is good for a while. */
  CourierSecretRotated: z.object({ courierId: Id, version: z.int().min(2), previousUntil: Instant }),
};
export const courierCommands = {
  RegisterCourier: courierEvents.CourierRegistered,
  RotateCourierSecret: z.object({ courierId: Id, rotationOf: z.int().positive() }),
};
export type CourierEvent = MessageOf<typeof courierEvents>;
export type CourierCommand = MessageOf<typeof courierCommands>;
type Known = {
  readonly courierId: string;
  readonly name: string;
  readonly version: number;
  readonly previousUntil: Instant;
};
/** Undefined before it was registered. */
export type Courier = Known | undefined;

const LONG_AGO = '1970-01-01T00:00:00.000Z';

/** Couriers are told apart by name, as it is written on parcels. */
export const courierIdOf = (name: string): string => derivedId('courier', name.trim().toLowerCase());

/** The versions of the secret that a signature may be made with now. */
export const liveVersions = ({ version, previousUntil }: Known, now: Instant): number[] =>
  now < previousUntil ? [version, version - 1] : [version];

export const courierDecider: Decider<Courier, CourierCommand, CourierEvent, 'CourierNotFound'> = {
  initial: undefined,
  evolve: (state, { type, data }) => {
    if (type === 'CourierRegistered') return { ...data, version: 1, previousUntil: LONG_AGO };
    if (state === undefined) throw new Error(`a courier begins with ${type}`);
    return { ...state, version: data.version, previousUntil: data.previousUntil };
  },
  decide: ({ type, data }, state, now) => {
    if (type === 'RegisterCourier') return state === undefined ? [{ type: 'CourierRegistered', data }] : [];
    if (state === undefined) return reject('CourierNotFound');
    if (data.rotationOf !== state.version) return [];
    const previousUntil = instantAfter(now, orderPolicy.courierSecretOverlapMs.value);
    const { courierId } = data;
    return [{ type: 'CourierSecretRotated', data: { courierId, version: state.version + 1, previousUntil } }];
  },
};

/** `courier-<courierId>`: who may report about parcels, and which version of its secret is current. */
export const courier = defineAggregate({
  category: 'courier',
  events: courierEvents,
  commands: courierCommands,
  streamId: ({ data }) => data.courierId,
  decider: courierDecider,
});
