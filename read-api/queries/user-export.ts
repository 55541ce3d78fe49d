import { z } from 'zod';
import { Instant, UserId } from '../../event-schemas/primitives.ts';
import { addressBook, addressView } from '../../domains/address/index.ts';
import { annotationsOf, annotationView, entityKeyOf } from '../../domains/annotation/index.ts';
import { Refusal, readRoute } from '../../domains/kernel/routes.ts';
import {
  account,
  consentsReply,
  measurementsReply,
  openSessions,
  preference,
  preferencesReply,
  userReply,
} from '../../domains/user/index.ts';

const Part = z.record(z.string(), z.unknown());

/** Everything personal that is kept about a user, in one document; each part has the shape of its own route. */
export const userExport = readRoute({
  tag: 'Users',
  allow: ['customer', 'vendor', 'influencer', 'reseller', 'support', 'admin'],
  owner: 'userId',
  standIns: ['admin'],
  firstParty: true,
  path: '/users/:userId/export',
  summary: 'All personal data of a user, to take away, soon after signing in or stepping up',
  freshProof: true,
  params: z.object({ userId: UserId }),
  reply: z.object({
    exportedAt: Instant,
    profile: Part,
    preferences: Part,
    measurements: Part,
    consents: Part,
    sessions: Part,
    addresses: Part,
    /** What other systems wrote down about the user, what is private included. */
    annotation: Part,
  }),
  projections: ['user_session'],
  run: async ({ params: { userId } }, context) => {
    const owner = await context.facts(account, userId);
    if (owner.state === undefined || owner.state.status === 'erased') throw new Refusal('UserNotFound');
    const own = { kind: 'user', entityId: userId } as const;
    const [wardrobe, book, said] = await Promise.all([
      context.facts(preference, userId),
      context.facts(addressBook, userId),
      context.facts(annotationsOf('user'), entityKeyOf(own)),
    ]);
    return {
      exportedAt: context.now,
      profile: userReply(owner.state, { revision: owner.revision, now: context.now }),
      preferences: preferencesReply(wardrobe.state, wardrobe.revision),
      measurements: measurementsReply(wardrobe.state),
      consents: consentsReply(wardrobe.state),
      sessions: await openSessions(context, userId),
      addresses: addressView(book.state),
      annotation: annotationView(own, said.state, true),
    };
  },
});
