import type { Domain } from '../kernel/aggregate.ts';
import { question } from './aggregate.ts';
import { writingAllowance } from './allowance/aggregate.ts';
import { questionList } from './read-model.ts';
import { questionReads, questionWrites } from './routes.ts';

export { question, writingAllowance };
export { PublicText } from './contact-details.ts';
export type { AnswersAs } from './events.ts';
export type { QuestionRow } from './read-model.ts';
export type { Question } from './state.ts';
export { QuestionView, questionView, textsOf, WholeQuestionView, wholeQuestionView } from './views.ts';

export const questionDomain: Domain = {
  name: 'question',
  aggregates: [question, writingAllowance],
  projections: [questionList],
  writes: questionWrites,
  reads: questionReads,
};
