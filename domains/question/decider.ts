import { reject, type Decider, type Decision } from '../kernel/decider.ts';
import { questionPolicy } from '../policy/question.ts';
import type { QuestionCommand } from './commands.ts';
import type { QuestionEvent } from './events.ts';
import { evolveQuestion, isShown, textOf, type Question, type QuestionState } from './state.ts';

export type QuestionRejection =
  | 'QuestionNotFound'
  | 'QuestionIdTaken'
  | 'AnswerNotFound'
  | 'TextNotFound'
  | 'TooManyAnswers'
  | 'AlreadyAnswered'
  | 'OwnText'
  | 'NotYourText';
type Decided = Decision<QuestionEvent, QuestionRejection>;
type Of<T extends QuestionCommand['type']> = Extract<QuestionCommand, { type: T }>;
const { answersMax, helpfulMax, reportsToHide, reportsMax } = questionPolicy;

const ask = ({ data }: Of<'AskQuestion'>, state: QuestionState, now: string): Decided => {
  if (state === undefined) return [{ type: 'QuestionAsked', data: { ...data, askedAt: now } }];
  return state.userId === data.userId && state.productId === data.productId ? [] : reject('QuestionIdTaken');
};

const answer = ({ data }: Of<'AnswerQuestion'>, state: Question, now: string): Decided => {
  if (state.answers.some(({ textId }) => textId === data.answerId)) return [];
  if (!isShown(state)) return reject('QuestionNotFound', 'The question is no longer shown.');
  const own = state.answers.find(({ userId, withdrawn }) => userId === data.userId && !withdrawn);
  // A seller and the shop speak for many, so only shoppers have one answer each.
  if (own !== undefined && data.as === 'buyer')
    return reject('AlreadyAnswered', 'Withdraw your answer to give another one.');
  return state.answers.length >= answersMax.value
    ? reject('TooManyAnswers', 'This question has all the answers that it may have.')
    : [{ type: 'QuestionAnswered', data: { ...data, answeredAt: now } }];
};

const vote = ({ type, data }: Of<'FindAnswerHelpful' | 'TakeHelpfulBack'>, state: Question): Decided => {
  const found = state.answers.find(({ textId }) => textId === data.answerId);
  if (found === undefined || !isShown(found)) return reject('AnswerNotFound');
  const has = found.helpful.has(data.userId);
  if (type === 'TakeHelpfulBack') return has ? [{ type: 'HelpfulTakenBack', data }] : [];
  if (found.userId === data.userId) return reject('OwnText', 'Others say whether your answer helps.');
  return has || found.helpful.size >= helpfulMax.value ? [] : [{ type: 'AnswerFoundHelpful', data }];
};

const report = ({ data }: Of<'ReportText'>, state: Question, now: string): Decided => {
  const { questionId, textId, userId } = data;
  const found = textOf(state, textId);
  if (found?.reporters.has(userId) === true) return [];
  if (found === undefined || !isShown(found)) return reject('TextNotFound');
  if (found.userId === userId) return reject('OwnText', 'Withdraw it instead.');
  if (found.reporters.size >= reportsMax.value) return [];
  const events: QuestionEvent[] = [{ type: 'TextReported', data: { ...data, reportedAt: now } }];
  if (!found.cleared && found.reporters.size + 1 >= reportsToHide.value)
    events.push({ type: 'TextHidden', data: { questionId, textId, reason: 'reported', hiddenAt: now } });
  return events;
};

const moderate = ({ type, data }: Of<'HideText' | 'ClearText'>, state: Question, now: string): Decided => {
  const found = textOf(state, data.textId);
  if (found === undefined) return reject('TextNotFound');
  if (found.userId === data.moderatorId) return reject('OwnText', 'Somebody else has to decide on what you wrote.');
  if (type === 'ClearText') return found.cleared ? [] : [{ type: 'TextCleared', data: { ...data, clearedAt: now } }];
  return found.hidden === 'moderator' ? [] : [{ type: 'TextHidden', data: { ...data, hiddenAt: now } }];
};

const withdraw = ({ data }: Of<'WithdrawText'>, state: Question, now: string): Decided => {
  const { questionId, textId, userId } = data;
  const found = textOf(state, textId);
  if (found === undefined) return reject('TextNotFound');
  if (found.userId !== userId) return reject('NotYourText', 'Only who wrote it may withdraw it.');
  return found.withdrawn ? [] : [{ type: 'TextWithdrawn', data: { questionId, textId, withdrawnAt: now } }];
};

export const questionDecider: Decider<QuestionState, QuestionCommand, QuestionEvent, QuestionRejection> = {
  initial: undefined,
  evolve: evolveQuestion,
  decide: (command, state, now) => {
    if (command.type === 'AskQuestion') return ask(command, state, now);
    if (state === undefined) return reject('QuestionNotFound');
    switch (command.type) {
      case 'AnswerQuestion':
        return answer(command, state, now);
      case 'FindAnswerHelpful':
      case 'TakeHelpfulBack':
        return vote(command, state);
      case 'ReportText':
        return report(command, state, now);
      case 'HideText':
      case 'ClearText':
        return moderate(command, state, now);
      case 'WithdrawText':
        return withdraw(command, state, now);
    }
  },
};
