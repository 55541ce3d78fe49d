import { defineProjection } from '../kernel/projection.ts';
import type { AnswersAs, QuestionEvent } from './events.ts';

/** A text as lists count it; what it says is the writer's and stays in the log. */
type Listed = { readonly id: string; readonly shown: boolean; readonly waiting: boolean; readonly withdrawn: boolean };
type ListedAnswer = Listed & { readonly as: AnswersAs; readonly helpful: number };

export type QuestionRow = {
  readonly question_id: string;
  readonly product_id: string;
  readonly vendor_id: string;
  readonly user_id: string;
  readonly asked_at: string;
  readonly question: Listed;
  readonly answers: readonly ListedAnswer[];
  readonly shown: boolean;
  /** Whether a reported text waits for a moderator. */
  readonly waiting: boolean;
  /** Who wrote the answers, in their order. */
  readonly answered_by: readonly string[];
  /** Answers that everybody sees. */
  readonly answer_count: number;
  readonly seller_answered: boolean;
  /** Votes for all of them. */
  readonly helpful: number;
};

const listed = (id: string): Listed => ({ id, shown: true, waiting: false, withdrawn: false });

/** The columns that follow from the texts. */
const counted = (row: QuestionRow): QuestionRow => {
  const shown = row.answers.filter((answer) => answer.shown);
  return {
    ...row,
    shown: row.question.shown,
    waiting: [row.question, ...row.answers].some((text) => text.waiting && !text.withdrawn),
    answer_count: shown.length,
    seller_answered: shown.some((answer) => answer.as === 'seller'),
    helpful: shown.reduce((sum, answer) => sum + answer.helpful, 0),
  };
};

const withText = (row: QuestionRow, textId: string, change: Partial<Listed>): QuestionRow =>
  row.question_id === textId
    ? { ...row, question: { ...row.question, ...change } }
    : { ...row, answers: row.answers.map((answer) => (answer.id === textId ? { ...answer, ...change } : answer)) };

const withVotes = (row: QuestionRow, answerId: string, more: 1 | -1): QuestionRow => ({
  ...row,
  answers: row.answers.map((answer) =>
    answer.id === answerId ? { ...answer, helpful: answer.helpful + more } : answer,
  ),
});

const change = (row: QuestionRow, { type, data }: Exclude<QuestionEvent, { type: 'QuestionAsked' }>): QuestionRow => {
  switch (type) {
    case 'QuestionAnswered':
      return {
        ...row,
        answers: [...row.answers, { ...listed(data.answerId), as: data.as, helpful: 0 }],
        answered_by: [...row.answered_by, data.userId],
      };
    case 'AnswerFoundHelpful':
      return withVotes(row, data.answerId, 1);
    case 'HelpfulTakenBack':
      return withVotes(row, data.answerId, -1);
    case 'TextReported':
      return withText(row, data.textId, { waiting: true });
    case 'TextHidden':
      return withText(row, data.textId, { shown: false, waiting: data.moderatorId === undefined });
    case 'TextCleared':
      return withText(row, data.textId, { shown: true, waiting: false });
    case 'TextWithdrawn':
      return withText(row, data.textId, { shown: false, withdrawn: true });
  }
};

/** Which questions a product has, for its page, its seller, its moderators and the people who wrote. */
export const questionList = defineProjection<QuestionEvent, QuestionRow>({
  service: 'question',
  name: 'product_question',
  version: 2,
  columns: {
    question_id: 'uuid',
    product_id: 'uuid',
    vendor_id: 'uuid',
    user_id: 'uuid',
    asked_at: 'text',
    question: 'jsonb',
    answers: 'jsonb',
    answered_by: 'uuid[]',
    shown: 'boolean',
    waiting: 'boolean',
    answer_count: 'integer',
    seller_answered: 'boolean',
    helpful: 'integer',
  },
  key: 'question_id',
  indexes: [
    '(product_id, asked_at desc, question_id desc) where shown',
    '(product_id, helpful desc, question_id desc) where shown',
    '(vendor_id, seller_answered, asked_at desc, question_id desc) where shown',
    '(user_id, asked_at desc, question_id desc)',
    'using gin (answered_by)',
    '(asked_at desc, question_id desc) where waiting',
  ],
  handles: [
    'QuestionAsked',
    'QuestionAnswered',
    'AnswerFoundHelpful',
    'HelpfulTakenBack',
    'TextReported',
    'TextHidden',
    'TextCleared',
    'TextWithdrawn',
  ],
  keysOf: ({ data: { questionId } }) => [questionId],
  evolve: (row, event) => {
    if (event.type === 'QuestionAsked') {
      const { questionId, productId, vendorId, userId, askedAt } = event.data;
      return counted({
        question_id: questionId,
        product_id: productId,
        vendor_id: vendorId,
        user_id: userId,
        asked_at: askedAt,
        question: listed(questionId),
        answers: [],
        answered_by: [],
        ...{ shown: true, waiting: false, answer_count: 0, seller_answered: false, helpful: 0 },
      });
    }
    return row && counted(change(row, event));
  },
});
