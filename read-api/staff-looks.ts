import { v7 as uuidV7 } from 'uuid';
import { appendOf, hashOf } from '../domains/event-logging/index.ts';
import type { Ports } from '../domains/kernel/ports/index.ts';
import type { Caller, ReadRoute, Role } from '../domains/kernel/routes.ts';
import type { Instant } from '../event-schemas/primitives.ts';

/** The type under which the event log keeps that a member of staff was shown what is personal of somebody else. */
export const STAFF_LOOKED = 'personal.data.read';
/** People who may look at anybody's data. What a service reads is in its own log. */
const STAFF: readonly Role[] = ['admin', 'support'];

type Look = {
  readonly route: Pick<ReadRoute, 'path' | 'owner' | 'namesBuyerOf'>;
  readonly params: Readonly<Record<string, string>>;
  readonly caller: Caller | undefined;
  readonly correlationId: string;
  readonly now: Instant;
};

/** Whose data the answer shows, undefined where it is nobody's or the caller's own. */
const subjectOf = ({ route, params, caller }: Look): { userId: string } | { orderId: string } | undefined => {
  const { owner, namesBuyerOf } = route;
  const userId = owner === undefined ? undefined : params[owner]?.toLowerCase();
  if (userId !== undefined) return userId === caller?.userId ? undefined : { userId };
  const orderId = namesBuyerOf === undefined ? undefined : params[namesBuyerOf];
  return orderId === undefined ? undefined : { orderId: orderId.toLowerCase() };
};

/**
 * Keeps, as audit, which member of staff looked at whose data, before they are shown: what cannot be recorded is not shown.
 * @throws StoreUnavailable
 */
export const recordLook = async (look: Look, { timelines }: Pick<Ports, 'timelines'>): Promise<void> => {
  const { route, caller, correlationId, now } = look;
  if (caller?.roles.some((role) => STAFF.includes(role)) !== true) return;
  const subject = subjectOf(look);
  if (subject === undefined) return;
  const entry = appendOf({
    ...subject,
    eventId: uuidV7(),
    type: STAFF_LOOKED,
    class: 'audit',
    actor: `user:${caller.userId}`,
    occurredAt: now,
    recordedAt: now,
    correlationId,
    text: `GET ${route.path}`,
    payloadHash: hashOf({}),
  });
  await timelines.append([entry]);
};
