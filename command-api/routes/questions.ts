import { z } from 'zod';
import { actsForAll, requireVendor, visibleProduct } from '../../domains/catalogue/index.ts';
import { sql } from '../../domains/kernel/projection.ts';
import { callerIdOf, Refusal, writeRoute, type WriteContext } from '../../domains/kernel/routes.ts';
import {
  PublicText,
  question,
  QuestionView,
  questionView,
  writingAllowance,
  type AnswersAs,
  type Question,
} from '../../domains/question/index.ts';
import { Id, ProductId, VendorId, type UserId } from '../../event-schemas/primitives.ts';

const route = { method: 'POST', tag: 'Questions', status: 201, reply: QuestionView } as const;
const Text = z.object({ text: PublicText });

/** Whether the shop has delivered the product to this person or to an account that became part of theirs. */
const hasReceived = async (userId: UserId, productId: string, context: WriteContext): Promise<boolean> => {
  const [row] = await context.query(
    sql`select 1 from orders.customer_order, jsonb_array_elements(lines) line
      where user_id = any(${userId}::uuid || array(select absorbed_id from identity.merged_account where user_id = ${userId}::uuid))
      and line->>'productId' = ${productId} and line->>'status' = 'delivered' limit 1`,
  );
  return row !== undefined;
};

/** In whose place the caller may answer: the seller's, the shop's, or a buyer's. @throws Refusal NotABuyer and those of vendors */
const placeOf = async ({ vendorId, productId }: Question, context: WriteContext): Promise<AnswersAs> => {
  const roles = context.caller?.roles ?? [];
  if (roles.includes('support') || actsForAll(context)) return 'staff';
  if (roles.includes('vendor')) {
    await requireVendor(vendorId, context);
    return 'seller';
  }
  if (await hasReceived(callerIdOf(context), productId, context)) return 'buyer';
  throw new Refusal('NotABuyer', 'Only who has received this product may answer for it.');
};

const count = async (kind: 'question' | 'answer', context: WriteContext): Promise<void> => {
  const data = { userId: callerIdOf(context), writingId: context.newId(kind), kind };
  await context.send(writingAllowance, { type: 'CountWriting', data });
};

export const questionCrossWrites = [
  writeRoute({
    ...route,
    path: '/products/:productId/questions',
    summary: 'Ask about a product; the seller, the shop and those who bought it may answer, and you are told by e-mail',
    allow: ['customer', 'influencer', 'reseller'],
    params: z.object({ productId: ProductId }),
    body: Text,
    refusals: ['ProductNotFound', 'TooManyRequests'],
    run: async ({ params: { productId }, body }, context) => {
      const vendorId = VendorId.parse((await visibleProduct(productId, context)).vendorId);
      await count('question', context);
      const data = { questionId: context.newId('asked'), productId, vendorId, userId: callerIdOf(context), ...body };
      return questionView((await context.send(question, { type: 'AskQuestion', data })).state);
    },
  }),
  writeRoute({
    ...route,
    path: '/questions/:questionId/answers',
    summary: 'Answer a question as its seller, as the shop, or as somebody who has received the product',
    allow: ['customer', 'vendor', 'influencer', 'reseller', 'support', 'admin'],
    params: z.object({ questionId: Id }),
    body: Text,
    refusals: [
      'QuestionNotFound',
      'NotABuyer',
      'NotYourVendor',
      'VendorNotFound',
      'VendorSuspended',
      'AlreadyAnswered',
      'TooManyAnswers',
      'TooManyRequests',
    ],
    run: async ({ params: { questionId }, body }, context) => {
      const { state } = await context.facts(question, questionId);
      if (state === undefined) throw new Refusal('QuestionNotFound');
      const as = await placeOf(state, context);
      if (as === 'buyer') await count('answer', context);
      const data = { questionId, answerId: context.newId('answered'), userId: callerIdOf(context), as, ...body };
      return questionView((await context.send(question, { type: 'AnswerQuestion', data })).state);
    },
  }),
];
