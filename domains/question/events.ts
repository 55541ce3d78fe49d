import { z } from 'zod';
import { Id, Instant, ProductId, UserId, VendorId, personal, type MessageOf } from '../../event-schemas/primitives.ts';
import type { PersonalFields } from '../kernel/aggregate.ts';
import { questionPolicy } from '../policy/question.ts';

export const QuestionText = z.string().trim().min(5).max(questionPolicy.textMax.value);
/** In whose place somebody answers: the seller of the product, the shop, or somebody who bought it. */
export const ANSWERS_AS = ['seller', 'staff', 'buyer'] as const;
export const AnswersAs = z.enum(ANSWERS_AS);
export type AnswersAs = z.infer<typeof AnswersAs>;
export const REPORT_REASONS = ['spam', 'offensive', 'personalData', 'wrong', 'offTopic', 'other'] as const;
export const ReportReason = z.enum(REPORT_REASONS);
export const HiddenReason = z.enum([...REPORT_REASONS, 'reported']);

/** A text is a question or one of its answers; a question's text has the question's own id. */
const one = { questionId: Id, textId: Id };
export const questionEvents = {
  QuestionAsked: z.object({
    questionId: Id,
    productId: ProductId,
    vendorId: VendorId,
    userId: UserId,
    text: personal(QuestionText),
    askedAt: Instant,
  }),
  QuestionAnswered: z.object({
    questionId: Id,
    answerId: Id,
    userId: UserId,
    as: AnswersAs,
    text: personal(QuestionText),
    answeredAt: Instant,
  }),
  AnswerFoundHelpful: z.object({ questionId: Id, answerId: Id, userId: UserId }),
  HelpfulTakenBack: z.object({ questionId: Id, answerId: Id, userId: UserId }),
  TextReported: z.object({ ...one, userId: UserId, reason: ReportReason, reportedAt: Instant }),
  /** Without a moderator it was hidden by the number of reports. */
  TextHidden: z.object({ ...one, reason: HiddenReason, moderatorId: UserId.optional(), hiddenAt: Instant }),
  /** A moderator has found nothing wrong: reports hide it no more. */
  TextCleared: z.object({ ...one, moderatorId: UserId, clearedAt: Instant }),
  TextWithdrawn: z.object({ ...one, withdrawnAt: Instant }),
};
export type QuestionEvent = MessageOf<typeof questionEvents>;

const sealed: PersonalFields = { subject: 'userId', fields: ['text'] };
/** What people write stays theirs: with their key their texts are gone. */
export const questionPersonal = { QuestionAsked: sealed, QuestionAnswered: sealed };
