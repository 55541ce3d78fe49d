import { z } from 'zod';
import { Id } from '../../event-schemas/primitives.ts';
import { callerIdOf, readRoute, Refusal, writeRoute, type WriteContext } from '../kernel/routes.ts';
import { question } from './aggregate.ts';
import { writingAllowance } from './allowance/aggregate.ts';
import { ReportReason } from './events.ts';
import type { Question } from './state.ts';
import { QuestionView, questionView, WholeQuestionView, wholeQuestionView } from './views.ts';

const people = { tag: 'Questions', allow: ['customer', 'vendor', 'influencer', 'reseller'] } as const;
const staff = { tag: 'Questions', allow: ['support', 'admin'] } as const;
const One = z.object({ questionId: Id });
const OneAnswer = One.extend({ answerId: Id });
const OneText = One.extend({ textId: Id });
const Done = z.object({ done: z.literal(true) });

const known = async (questionId: string, context: WriteContext): Promise<Question> => {
  const { state } = await context.facts(question, questionId);
  if (state === undefined) throw new Refusal('QuestionNotFound');
  return state;
};

export const questionWrites = [
  writeRoute({
    ...people,
    method: 'PUT',
    path: '/questions/:questionId/answers/:answerId/helpful',
    summary: 'Say that an answer helps; once a person, however often',
    params: OneAnswer,
    reply: Done,
    refusals: ['QuestionNotFound', 'AnswerNotFound', 'OwnText'],
    run: async ({ params }, context) => {
      await context.send(question, { type: 'FindAnswerHelpful', data: { ...params, userId: callerIdOf(context) } });
      return { done: true };
    },
  }),
  writeRoute({
    ...people,
    method: 'DELETE',
    path: '/questions/:questionId/answers/:answerId/helpful',
    summary: 'Take back that an answer helps',
    params: OneAnswer,
    reply: Done,
    refusals: ['QuestionNotFound', 'AnswerNotFound'],
    run: async ({ params }, context) => {
      await context.send(question, { type: 'TakeHelpfulBack', data: { ...params, userId: callerIdOf(context) } });
      return { done: true };
    },
  }),
  writeRoute({
    ...people,
    method: 'POST',
    path: '/questions/:questionId/texts/:textId/reports',
    summary: "Report a question (its text has the question's id) or an answer; several people together hide it",
    status: 201,
    params: OneText,
    body: z.object({ reason: ReportReason }),
    reply: Done,
    refusals: ['QuestionNotFound', 'TextNotFound', 'OwnText', 'TooManyRequests'],
    run: async ({ params, body }, context) => {
      const userId = callerIdOf(context);
      await known(params.questionId, context);
      const data = { userId, writingId: context.newId('report'), kind: 'report' as const };
      await context.send(writingAllowance, { type: 'CountWriting', data });
      await context.send(question, { type: 'ReportText', data: { ...params, ...body, userId } });
      return { done: true };
    },
  }),
  writeRoute({
    ...people,
    method: 'DELETE',
    path: '/questions/:questionId/texts/:textId',
    summary: 'Withdraw a question or an answer of your own; nobody sees it any more',
    params: OneText,
    reply: Done,
    refusals: ['QuestionNotFound', 'TextNotFound', 'NotYourText'],
    run: async ({ params }, context) => {
      await context.send(question, { type: 'WithdrawText', data: { ...params, userId: callerIdOf(context) } });
      return { done: true };
    },
  }),
  writeRoute({
    ...staff,
    method: 'POST',
    path: '/questions/:questionId/texts/:textId/hide',
    summary: 'Hide a question or an answer for a reason',
    params: OneText,
    body: z.object({ reason: ReportReason }),
    reply: WholeQuestionView,
    refusals: ['QuestionNotFound', 'TextNotFound', 'OwnText'],
    run: async ({ params, body }, context) => {
      const data = { ...params, ...body, moderatorId: callerIdOf(context) };
      const { state } = await context.send(question, { type: 'HideText', data });
      return wholeQuestionView(state!);
    },
  }),
  writeRoute({
    ...staff,
    method: 'POST',
    path: '/questions/:questionId/texts/:textId/clear',
    summary: 'Find nothing wrong with a text: it is shown, and reports hide it no more',
    params: OneText,
    reply: WholeQuestionView,
    refusals: ['QuestionNotFound', 'TextNotFound', 'OwnText'],
    run: async ({ params }, context) => {
      const data = { ...params, moderatorId: callerIdOf(context) };
      const { state } = await context.send(question, { type: 'ClearText', data });
      return wholeQuestionView(state!);
    },
  }),
];

export const questionReads = [
  readRoute({
    tag: 'Questions',
    allow: ['public'],
    path: '/questions/:questionId',
    summary: 'A question with all its answers: those of the seller and of the shop first, then the most helpful',
    params: One,
    reply: QuestionView,
    projections: [],
    run: async ({ params: { questionId } }, { facts }) => questionView((await facts(question, questionId)).state),
  }),
];
