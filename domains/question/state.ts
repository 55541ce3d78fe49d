import type { AnswersAs, QuestionEvent } from './events.ts';

/** What one person wrote. `text` is null once the person's data were erased. */
export type Written = {
  readonly textId: string;
  readonly userId: string;
  readonly text: string | null;
  readonly at: string;
  /** By whom it is hidden: by the number of reports, which a moderator still has to look at, or by a moderator. */
  readonly hidden: 'reports' | 'moderator' | false;
  readonly withdrawn: boolean;
  /** A moderator has looked at it and found nothing wrong. */
  readonly cleared: boolean;
  readonly reporters: ReadonlySet<string>;
};
export type Answer = Written & { readonly as: AnswersAs; readonly helpful: ReadonlySet<string> };
export type Question = Written & {
  readonly productId: string;
  readonly vendorId: string;
  /** In the order in which they were given. */
  readonly answers: readonly Answer[];
};
export type QuestionState = Question | undefined;

const written = (textId: string, userId: string, text: string | null, at: string): Written => ({
  ...{ textId, userId, text, at, hidden: false, withdrawn: false, cleared: false },
  reporters: new Set(),
});

/** Whether others may read it. */
export const isShown = ({ hidden, withdrawn, text }: Written): boolean =>
  hidden === false && !withdrawn && text !== null;

/** The question's own text, or one of its answers. */
export const textOf = (state: Question, textId: string): Written | undefined =>
  state.textId === textId ? state : state.answers.find((answer) => answer.textId === textId);

const withText = (state: Question, textId: string, change: (text: Written) => Partial<Answer>): Question =>
  state.textId === textId
    ? { ...state, ...change(state) }
    : {
        ...state,
        answers: state.answers.map((answer) => (answer.textId === textId ? { ...answer, ...change(answer) } : answer)),
      };

const without = (set: ReadonlySet<string>, gone: string): ReadonlySet<string> =>
  new Set([...set].filter((each) => each !== gone));

const withHelpful = (
  state: Question,
  answerId: string,
  change: (helpful: ReadonlySet<string>) => ReadonlySet<string>,
): Question => withText(state, answerId, (answer) => ({ helpful: change((answer as Answer).helpful) }));

export const evolveQuestion = (state: QuestionState, { type, data }: QuestionEvent): QuestionState => {
  if (type === 'QuestionAsked') {
    const { questionId, productId, vendorId, userId, text, askedAt } = data;
    return { ...written(questionId, userId, text, askedAt), productId, vendorId, answers: [] };
  }
  if (state === undefined) return undefined;
  switch (type) {
    case 'QuestionAnswered': {
      const { answerId, userId, as, text, answeredAt } = data;
      const answer: Answer = { ...written(answerId, userId, text, answeredAt), as, helpful: new Set() };
      return { ...state, answers: [...state.answers, answer] };
    }
    case 'AnswerFoundHelpful':
      return withHelpful(state, data.answerId, (helpful) => new Set([...helpful, data.userId]));
    case 'HelpfulTakenBack':
      return withHelpful(state, data.answerId, (helpful) => without(helpful, data.userId));
    case 'TextReported':
      return withText(state, data.textId, ({ reporters }) => ({ reporters: new Set([...reporters, data.userId]) }));
    case 'TextHidden': {
      const hidden = data.moderatorId === undefined ? 'reports' : 'moderator';
      return withText(state, data.textId, () => ({ hidden, cleared: false }));
    }
    case 'TextCleared':
      return withText(state, data.textId, () => ({ hidden: false, cleared: true }));
    case 'TextWithdrawn':
      return withText(state, data.textId, () => ({ withdrawn: true }));
  }
};
