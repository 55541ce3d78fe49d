import { product } from '../../domains/catalogue/product/aggregate.ts';
import type { Reactor } from '../../domains/kernel/reactor.ts';
import { question } from '../../domains/question/aggregate.ts';
import type { QuestionEvent } from '../../domains/question/events.ts';
import { isShown } from '../../domains/question/state.ts';
import { mailToWatcher } from './watch-mail.ts';

type Answered = Extract<QuestionEvent, { type: 'QuestionAnswered' }>['data'];
const WHO = { seller: 'The seller', staff: 'The shop', buyer: 'Somebody who bought it' } as const;

/** Tells who asked of the first answer of each kind: of the seller, of the shop and of a buyer, so three mails at most. */
export const questionAnsweredMail: Reactor = {
  name: 'questionAnsweredMail',
  handles: ['QuestionAnswered'],
  react: async (event, context) => {
    const { questionId, answerId, userId, as } = event.data as Answered;
    const { state } = await context.facts(question, questionId);
    if (state === undefined || !isShown(state) || state.userId === userId) return;
    if (state.answers.find((answer) => answer.as === as)?.textId !== answerId) return;
    const name = (await context.facts(product, state.productId)).state?.details.name;
    if (name === undefined) return;
    const text = `${WHO[as]} has answered your question about ${name}. Open the product in the app to read it.\n\nOnly2U`;
    await mailToWatcher(state.userId, { subject: `Your question about ${name}`, text, key: event.eventId }, context);
  },
};
