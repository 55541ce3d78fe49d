import { z } from 'zod';
import { requireVendor, visibleProduct } from '../../domains/catalogue/index.ts';
import { sql, type Sql } from '../../domains/kernel/projection.ts';
import { readRoute, Refusal, type ReadContext } from '../../domains/kernel/routes.ts';
import { questionPolicy } from '../../domains/policy/question.ts';
import {
  question,
  QuestionView,
  questionView,
  WholeQuestionView,
  wholeQuestionView,
  type Question,
  type QuestionRow,
} from '../../domains/question/index.ts';
import { ProductId, UserId, VendorId } from '../../event-schemas/primitives.ts';
import { cursorAfter, placeOf } from './newest-first.ts';

const LISTED_MAX = 50;
/** So far the most helpful are listed; who looks for more asks for the newest. */
const HELPFUL_PAGES_MAX = 20;
const projections = ['product_question'] as const;
const Asked = z.object({
  limit: z.coerce.number().int().min(1).max(LISTED_MAX).default(20),
  /** `next` of the page before. */
  cursor: z.string().max(80).optional(),
});
const Page = z.object({ questions: z.array(QuestionView), next: z.string().nullable() });
const WholePage = z.object({ questions: z.array(WholeQuestionView), next: z.string().nullable() });
type Row = Pick<QuestionRow, 'question_id' | 'asked_at'>;

/** The rows say which and in which order; what people wrote is folded from the log. */
const statesOf = async (rows: readonly Row[], { facts }: ReadContext): Promise<Question[]> => {
  const folded = await Promise.all(rows.map(({ question_id }) => facts(question, question_id)));
  return folded.flatMap(({ state }) => state ?? []);
};
const shortViews = (states: readonly Question[]): z.infer<typeof QuestionView>[] =>
  states.flatMap((state) => questionView(state, questionPolicy.answersShown.value) ?? []);

/** A page of the newest: `view` is what the caller may see of each question. */
const page = async <View>(
  statement: Sql,
  { limit, view }: { readonly limit: number; readonly view: (states: readonly Question[]) => View[] },
  context: ReadContext,
): Promise<{ questions: View[]; next: string | null }> => {
  const rows = await context.query<Row>(statement);
  const last = rows.at(-1);
  return {
    questions: view(await statesOf(rows, context)),
    next: cursorAfter(last && [last.asked_at, last.question_id], rows.length, limit),
  };
};

const Seen = z.coerce
  .number()
  .int()
  .min(0)
  .max(LISTED_MAX * HELPFUL_PAGES_MAX);
/** The cursor of a list by helpfulness counts what was seen, since votes move rows about. */
const helpfulPage = async (productId: string, asked: z.infer<typeof Asked>, context: ReadContext) => {
  const { limit, cursor } = asked;
  const { success, data: seen } = Seen.safeParse(cursor ?? 0);
  if (!success) throw new Refusal('InvalidCursor', 'The cursor is not one of this list; begin again without one.');
  const rows = await context.query<Row>(
    sql`select question_id, asked_at from question.product_question where shown and product_id = ${productId}
      order by helpful desc, question_id desc limit ${limit} offset ${seen}`,
  );
  const after = seen + rows.length;
  const isLast = rows.length < limit || after >= LISTED_MAX * HELPFUL_PAGES_MAX;
  return { questions: shortViews(await statesOf(rows, context)), next: isLast ? null : String(after) };
};

export const questionLists = [
  readRoute({
    tag: 'Questions',
    allow: ['public'],
    path: '/products/:productId/questions',
    summary: 'What people asked about a product, with the first answers; the most helpful or the newest first',
    params: z.object({ productId: ProductId }),
    query: Asked.extend({ sort: z.enum(['helpful', 'newest']).default('helpful') }),
    reply: Page,
    projections,
    run: async ({ params: { productId }, query: { sort, ...asked } }, context) => {
      await visibleProduct(productId, context);
      if (sort === 'helpful') return helpfulPage(productId, asked, context);
      const { at, id } = placeOf(asked.cursor);
      return page(
        sql`select question_id, asked_at from question.product_question where shown and product_id = ${productId}
          and (asked_at, question_id) < (${at}, ${id}::uuid) order by asked_at desc, question_id desc limit ${asked.limit}`,
        { limit: asked.limit, view: shortViews },
        context,
      );
    },
  }),
  readRoute({
    tag: 'Questions',
    allow: ['vendor', 'admin', 'support', 'service'],
    path: '/vendors/:vendorId/questions',
    summary:
      "Questions about a seller's products, newest first; those that the seller has not answered unless told otherwise",
    params: z.object({ vendorId: VendorId }),
    query: Asked.extend({ answered: z.enum(['true', 'false']).default('false') }),
    reply: Page,
    projections,
    run: async ({ params: { vendorId }, query: { limit, cursor, answered } }, context) => {
      if (context.caller?.roles.includes('support') !== true) await requireVendor(vendorId, context);
      const { at, id } = placeOf(cursor);
      return page(
        sql`select question_id, asked_at from question.product_question where shown and vendor_id = ${vendorId}
          and seller_answered = ${answered === 'true'} and (asked_at, question_id) < (${at}, ${id}::uuid)
          order by asked_at desc, question_id desc limit ${limit}`,
        { limit, view: shortViews },
        context,
      );
    },
  }),
  readRoute({
    tag: 'Questions',
    allow: ['customer', 'vendor', 'influencer', 'reseller'],
    owner: 'userId',
    path: '/users/:userId/questions',
    summary: 'What a user has asked, newest first, as everybody sees it',
    params: z.object({ userId: UserId }),
    query: Asked,
    reply: Page,
    projections,
    run: async ({ params: { userId }, query: { limit, cursor } }, context) => {
      const { at, id } = placeOf(cursor);
      return page(
        sql`select question_id, asked_at from question.product_question where user_id = ${userId}
          and (asked_at, question_id) < (${at}, ${id}::uuid) order by asked_at desc, question_id desc limit ${limit}`,
        { limit, view: shortViews },
        context,
      );
    },
  }),
  readRoute({
    tag: 'Questions',
    allow: ['support', 'admin'],
    path: '/questions/reported',
    summary: 'Questions with a reported text that nobody has decided on yet, newest first, with all that was written',
    query: Asked,
    reply: WholePage,
    projections,
    run: ({ query: { limit, cursor } }, context) => {
      const { at, id } = placeOf(cursor);
      return page(
        sql`select question_id, asked_at from question.product_question where waiting
          and (asked_at, question_id) < (${at}, ${id}::uuid) order by asked_at desc, question_id desc limit ${limit}`,
        { limit, view: (states) => states.map(wholeQuestionView) },
        context,
      );
    },
  }),
];
