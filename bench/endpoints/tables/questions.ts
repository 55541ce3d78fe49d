import { textAt, type Life } from '../life.ts';
import { CPU_MS, operation, type Operation } from '../operation.ts';

const text = (life: Life) => ({
  path: { questionId: life.recall('question'), textId: life.recall('question') },
});
const vote = (life: Life) => ({
  path: { questionId: life.recall('question'), answerId: life.recall('answer') },
});

/** What people ask about a product, and what becomes of it. */
export const questionOperations: readonly Operation[] = [
  operation('POST /products/{productId}/questions', {
    ask: (life) => ({ path: { productId: life.recall('product') }, body: { text: 'Does it shrink in the wash?' } }),
    learn: (life, answer) => life.remember('question', textAt(answer, 'id')),
  }),
  operation('POST /questions/{questionId}/answers', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({
      as: 'admin',
      path: { questionId: life.recall('question') },
      body: { text: 'Not when washed cold.' },
    }),
    learn: (life, answer) => life.remember('answer', textAt(answer, 'answers', 0, 'id')),
  }),
  operation('PUT /questions/{questionId}/answers/{answerId}/helpful', { cpuMs: CPU_MS.oneEvent, ask: vote }),
  operation('DELETE /questions/{questionId}/answers/{answerId}/helpful', { cpuMs: CPU_MS.oneEvent, ask: vote }),
  operation('POST /questions/{questionId}/texts/{textId}/reports', {
    ask: (life) => ({
      path: { questionId: life.recall('question'), textId: life.recall('answer') },
      body: { reason: 'offTopic' },
    }),
  }),
  operation('GET /questions/reported', { ask: () => ({ as: 'admin' }) }),
  operation('POST /questions/{questionId}/texts/{textId}/hide', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({ as: 'admin', ...text(life), body: { reason: 'offTopic' } }),
  }),
  operation('POST /questions/{questionId}/texts/{textId}/clear', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({ as: 'admin', ...text(life) }),
  }),
  operation('GET /questions/{questionId}', {
    cpuMs: CPU_MS.detail,
    ask: (life) => ({ as: 'nobody', path: { questionId: life.recall('question') } }),
  }),
  operation('GET /products/{productId}/questions', {
    cpuMs: CPU_MS.list,
    ask: (life) => ({ as: 'nobody', path: { productId: life.recall('product') } }),
  }),
  operation('GET /vendors/{vendorId}/questions', {
    ask: (life) => ({ as: 'admin', path: { vendorId: life.recall('vendor') } }),
  }),
  operation('GET /users/{userId}/questions', {}),
  operation('DELETE /questions/{questionId}/texts/{textId}', { cpuMs: CPU_MS.oneEvent, ask: text }),
];
