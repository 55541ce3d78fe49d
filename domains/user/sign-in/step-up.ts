import type { UserId } from '../../../event-schemas/primitives.ts';
import { Refusal, type Caller, type WriteContext } from '../../kernel/routes.ts';
import { identityPolicy } from '../../policy/identity.ts';
import type { RegisteredAccount } from '../account/state.ts';
import { session } from '../session/aggregate.ts';
import { later } from './later.ts';
import { requireProof, type Proof } from './proof.ts';

type Asked = { readonly caller: Caller | undefined } & Pick<WriteContext, 'facts' | 'now'>;

const refusal = (): Refusal =>
  new Refusal(
    'InsufficientUserAuthentication',
    'Prove that it is you: ask for a code with POST /users/:userId/otp/send, send it (or the password) to ' +
      `POST /users/:userId/step-up, and repeat this request within ${identityPolicy.stepUpSeconds.value} seconds.`,
  );

/** Until when the last proof of the person behind a session opens what is sensitive. */
export const freshUntil = (authenticatedAt: string): string =>
  later(authenticatedAt, identityPolicy.stepUpSeconds.value);

/**
 * Lets a sensitive act go on only when the person behind the session has just signed in or stepped up. A service, which has
 * a key and no session, has nobody to ask; its roles say what it may do. A third party may do none of this for a user.
 * @throws Refusal InsufficientUserAuthentication, ThirdPartyNotAllowed
 */
export const requireFresh = async ({ caller, facts, now }: Asked): Promise<void> => {
  if (caller?.clientId !== undefined)
    throw new Refusal('ThirdPartyNotAllowed', 'Only the user may do this, signed in to the shop itself.');
  if (caller?.sessionId === undefined) return;
  const { state } = await facts(session, caller.sessionId);
  const authenticatedAt = state?.authenticatedAt ?? caller.signedInAt;
  if (authenticatedAt === undefined || now >= freshUntil(authenticatedAt)) throw refusal();
};

/**
 * For what takes its proof along: the proof, or else the owner's own session, freshly proven.
 * @throws Refusal InsufficientUserAuthentication, ThirdPartyNotAllowed and those of the proof
 */
export const requireOwnProof = async (
  context: WriteContext,
  owner: RegisteredAccount,
  proof: Proof | undefined,
): Promise<void> => {
  if (proof !== undefined) return requireProof(context, owner, proof);
  const { caller } = context;
  const ownUserId: UserId = owner.userId;
  if (caller?.userId !== ownUserId || caller.sessionId === undefined) throw refusal();
  await requireFresh(context);
};
