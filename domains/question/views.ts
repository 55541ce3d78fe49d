import { z } from 'zod';
import { Id, Instant } from '../../event-schemas/primitives.ts';
import { questionPolicy } from '../policy/question.ts';
import { ANSWERS_AS } from './events.ts';
import { isShown, type Answer, type Question, type Written } from './state.ts';

export const AnswerView = z.object({
  id: Id,
  /** `buyer`: somebody to whom the shop has delivered the product. */
  as: z.enum(ANSWERS_AS),
  text: z.string(),
  answeredAt: Instant,
  /** How many found it helpful. */
  helpful: z.int(),
});
export const QuestionView = z.object({
  id: Id,
  productId: Id,
  text: z.string(),
  askedAt: Instant,
  /** All that are shown; a list holds the first of them. */
  answerCount: z.int(),
  answers: z.array(AnswerView),
});

/** The seller's and the shop's own first, then what most found helpful, then the oldest. */
const RANK = { seller: 0, staff: 0, buyer: 1 } as const;
const ranked = (answers: readonly Answer[]): Answer[] =>
  answers.toSorted((a, b) => RANK[a.as] - RANK[b.as] || b.helpful.size - a.helpful.size || (a.at < b.at ? -1 : 1));

/** What everybody may see of a question; undefined when it is not shown. Who wrote is not told, only in whose place. */
export const questionView = (
  state: Question | undefined,
  answersMax: number = questionPolicy.answersMax.value,
): z.infer<typeof QuestionView> | undefined => {
  if (state === undefined || !isShown(state)) return undefined;
  const shown = ranked(state.answers.filter(isShown));
  return {
    id: state.textId,
    productId: state.productId,
    text: state.text!,
    askedAt: state.at,
    answerCount: shown.length,
    answers: shown.slice(0, answersMax).map(({ textId, as, text, at, helpful }) => ({
      ...{ id: textId, as, text: text!, answeredAt: at, helpful: helpful.size },
    })),
  };
};

export const TextView = z.object({
  id: Id,
  as: z.enum(['asker', ...ANSWERS_AS]),
  text: z.string().nullable(),
  at: Instant,
  status: z.enum(['shown', 'hidden', 'withdrawn', 'erased']),
  reports: z.int(),
  /** Reported, and nobody has decided yet. */
  waiting: z.boolean(),
});
/** A question with everything that was written, for moderators. */
export const WholeQuestionView = z.object({ id: Id, productId: Id, texts: z.array(TextView) });

const textView = (written: Written, as: z.infer<typeof TextView>['as']): z.infer<typeof TextView> => {
  const { textId, text, at, hidden, withdrawn, cleared, reporters } = written;
  const open = reporters.size > 0 && !cleared && hidden !== 'moderator' && !withdrawn;
  const status = text === null ? 'erased' : withdrawn ? 'withdrawn' : hidden === false ? 'shown' : 'hidden';
  return { id: textId, as, text, at, status, reports: reporters.size, waiting: open };
};

export type OwnText = Pick<z.infer<typeof TextView>, 'id' | 'as' | 'text' | 'at' | 'status'> & {
  readonly questionId: string;
  readonly productId: string;
};
/** What one person wrote of a question and its answers, whoever may see it. */
export const textsOf = (userId: string, state: Question | undefined): OwnText[] => {
  if (state === undefined) return [];
  const all = [{ ...state, as: 'asker' as const }, ...state.answers];
  return all
    .filter((written) => written.userId === userId)
    .map((written) => {
      const { id, as, text, at, status } = textView(written, written.as);
      return { questionId: state.textId, productId: state.productId, id, as, text, at, status };
    });
};

export const wholeQuestionView = (state: Question): z.infer<typeof WholeQuestionView> => ({
  id: state.textId,
  productId: state.productId,
  texts: [textView(state, 'asker'), ...state.answers.map((answer) => textView(answer, answer.as))],
});
