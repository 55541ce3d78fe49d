import { annotationsOf, annotationView, entityKeyOf } from '../../domains/annotation/index.ts';
import { sql } from '../../domains/kernel/projection.ts';
import type { ReadContext } from '../../domains/kernel/routes.ts';
import { order, orderView, presentDraft, sharedDraftView } from '../../domains/order/index.ts';
import { outreach } from '../../domains/outreach/index.ts';
import { question, textsOf } from '../../domains/question/index.ts';
import { session } from '../../domains/user/index.ts';
import type { UserId } from '../../event-schemas/primitives.ts';
import { entriesOfAccount } from './ledger-entries.ts';

export type Part = Readonly<Record<string, unknown>>;

/** Pages of one list that an export holds. */
export const PAGES_EXPORTED_MAX = 50;
/** Streams of one kind that an export folds where no route lists them. */
const STREAMS_EXPORTED_MAX = 500;
const ENTRIES_A_PAGE = 100;
const FOLDED_AT_ONCE_MAX = 20;

const joined = (before: Part, page: Part): Part =>
  Object.fromEntries(
    Object.entries(page).map(([name, value]) => {
      const known = before[name];
      return [
        name,
        Array.isArray(value) && Array.isArray(known) ? [...(known as unknown[]), ...(value as unknown[])] : value,
      ];
    }),
  );

/** An answer with all its pages put together; instead of the cursor of a list there is `isWhole`. */
export const allPages = async (pageAfter: (cursor: string | undefined) => Promise<Part>): Promise<Part> => {
  let whole: Part = {};
  let cursor: string | undefined;
  for (let count = 0; count < PAGES_EXPORTED_MAX; count += 1) {
    const { next, ...page } = await pageAfter(cursor);
    whole = joined(whole, page);
    if (next === undefined) return whole;
    if (typeof next !== 'string') return { ...whole, isWhole: true };
    cursor = next;
  }
  return { ...whole, isWhole: false };
};

/** Not all at the same time: an export leaves the database to others too. */
const foldedEach = async <T, R>(all: readonly T[], fold: (one: T) => Promise<R>): Promise<R[]> => {
  const done: R[] = [];
  for (let at = 0; at < all.length; at += FOLDED_AT_ONCE_MAX)
    done.push(...(await Promise.all(all.slice(at, at + FOLDED_AT_ONCE_MAX).map(fold))));
  return done;
};

/** A list names orders; the address, parcels and returns of each are in the order itself. */
export const wholeOrders = async (list: Part, context: ReadContext): Promise<Part> => {
  const orders = await foldedEach(list['orders'] as readonly { readonly id: string }[], async ({ id }) => {
    const { state } = await context.facts(order, id);
    return state === undefined ? [] : [orderView(state, context.now)];
  });
  return { ...list, orders: orders.flat() };
};

type Kept = {
  readonly projections: readonly string[];
  readonly read: (userId: UserId, context: ReadContext) => Promise<Part>;
};

/** What the person wrote and nobody else did, hidden and withdrawn texts too. */
const questions: Kept = {
  projections: ['product_question'],
  read: async (userId, context) => {
    const rows = await context.query<{ question_id: string }>(sql`select question_id from question.product_question
      where user_id = ${userId} or answered_by @> array[${userId}::uuid]
      order by asked_at desc, question_id desc limit ${STREAMS_EXPORTED_MAX}`);
    const texts = await foldedEach(rows, async ({ question_id }) =>
      textsOf(userId, (await context.facts(question, question_id)).state),
    );
    return { texts: texts.flat(), isWhole: rows.length < STREAMS_EXPORTED_MAX };
  },
};

/** Other people's accounts, with whom coins were shared, are not named. */
const coinHistory: Kept = {
  projections: ['ledger_entry'],
  read: (userId, context) =>
    allPages(async (cursor) => {
      const { entries, next } = await entriesOfAccount(`coins:${userId}`, { limit: ENTRIES_A_PAGE, cursor }, context);
      const shown = entries.map(({ row, amount }) => ({
        ...{ entryId: row.event_id, event: row.event_type, at: row.recorded_at, amount },
      }));
      return { entries: shown, next };
    }),
};

/** What staff put together for the person, as its link shows it. */
const draftOrders: Kept = {
  projections: ['draft_order'],
  read: async (userId, context) => {
    const rows = await context.query<{ draft_id: string }>(sql`select draft_id from orders.draft_order
      where user_id = ${userId} order by created_at desc limit ${STREAMS_EXPORTED_MAX}`);
    const drafts = await foldedEach(rows, async ({ draft_id }) => {
      const draft = await presentDraft(draft_id, context);
      return { ...sharedDraftView(draft, context.now), addressId: draft.addressId ?? null };
    });
    return { drafts, isWhole: rows.length < STREAMS_EXPORTED_MAX };
  },
};

/** Sessions that are over too; the part `sessions` has those that can still be refreshed. */
const allSessions: Kept = {
  projections: ['user_session'],
  read: async (userId, context) => {
    type Row = { session_id: string; method: string; opened_at: string; expires_at: string; revoked_at: string | null };
    const rows = await context.query<Row>(sql`select session_id, method, opened_at, expires_at, revoked_at
      from identity.user_session where user_id = ${userId} order by opened_at desc limit ${STREAMS_EXPORTED_MAX}`);
    const sessions = await foldedEach(rows, async (row) => {
      const { device } = (await context.facts(session, row.session_id)).state ?? {};
      return {
        ...{ sessionId: row.session_id, method: row.method, openedAt: row.opened_at },
        ...{ expiresAt: row.expires_at, endedAt: row.revoked_at },
        ...{ deviceName: device?.name ?? null, ip: device?.ip ?? null },
      };
    });
    return { sessions, isWhole: rows.length < STREAMS_EXPORTED_MAX };
  },
};

/** When the person was last reminded of something, by kind. */
const reminders: Kept = {
  projections: [],
  read: async (userId, { facts }) => ({ newest: (await facts(outreach, userId)).state.newest }),
};

/** What other systems wrote down about the user, what is private included. */
const annotation: Kept = {
  projections: [],
  read: async (userId, { facts }) => {
    const own = { kind: 'user', entityId: userId } as const;
    return annotationView(own, (await facts(annotationsOf('user'), entityKeyOf(own))).state, true);
  },
};

/** Parts that no route about one person has. */
export const KEPT_PARTS = { questions, coinHistory, draftOrders, allSessions, reminders, annotation };
export type KeptPart = keyof typeof KEPT_PARTS;
