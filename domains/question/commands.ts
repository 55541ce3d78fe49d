import { z } from 'zod';
import { Id, ProductId, UserId, VendorId, type MessageOf } from '../../event-schemas/primitives.ts';
import { AnswersAs, QuestionText, ReportReason } from './events.ts';

const answer = { questionId: Id, answerId: Id, userId: UserId };
const text = { questionId: Id, textId: Id };
export const questionCommands = {
  AskQuestion: z.object({
    questionId: Id,
    productId: ProductId,
    vendorId: VendorId,
    userId: UserId,
    text: QuestionText,
  }),
  AnswerQuestion: z.object({ ...answer, as: AnswersAs, text: QuestionText }),
  FindAnswerHelpful: z.object(answer),
  TakeHelpfulBack: z.object(answer),
  ReportText: z.object({ ...text, userId: UserId, reason: ReportReason }),
  HideText: z.object({ ...text, moderatorId: UserId, reason: ReportReason }),
  ClearText: z.object({ ...text, moderatorId: UserId }),
  WithdrawText: z.object({ ...text, userId: UserId }),
};
export type QuestionCommand = MessageOf<typeof questionCommands>;
