import { expect, it } from 'vitest';
import { v7 as uuidV7 } from 'uuid';
import { questionPolicy } from '../../domains/policy/question.ts';
import { mailTo } from '../support/mail.ts';
import { provenCustomer } from '../support/proven-customer.ts';
import { openedShop } from '../support/opened-shop.ts';
import { ok } from '../support/purchase.ts';

const { system, shop, article, desk } = await openedShop(10);

const customer = async (): Promise<string> => system.tokenFor(['customer'], uuidV7());
const ask = (token: string, text = 'Does it shrink in the wash?') =>
  system.call('POST', `/products/${article.productId}/questions`, { token, body: { text } });
const answer = (token: string, questionId: string, text = 'Not when washed cold.') =>
  system.call('POST', `/questions/${questionId}/answers`, { token, body: { text } });
const shown = async (query = '') => (await system.call('GET', `/products/${article.productId}/questions${query}`)).body;
const asked = async (text?: string): Promise<string> => ok(await ask(await customer(), text), 201).body.id as string;

it('is answered by the seller and by those who received the product, and who asked is told', async () => {
  const asha = await provenCustomer(system, 'asha.q@example.com');
  const { id } = ok(await ask(asha.token), 201).body as { id: string };
  const unanswered = () =>
    system.call('GET', `/vendors/${shop.vendorId}/questions`, { token: shop.ownerToken }).then(({ body }) => body);
  await system.settled();
  expect(await unanswered()).toMatchObject({ questions: [{ id }] });

  const { buyer, id: orderId } = await desk.confirmed();
  expect(await answer(buyer.token, id)).toMatchObject({ status: 403, body: { code: 'NotABuyer' } });
  const shipmentId = await desk.shipped(orderId);
  ok(await desk.asOwner('POST', `/orders/${orderId}/deliver`, { shipmentId }));
  await system.settled();
  ok(await answer(buyer.token, id, 'Mine did not, after five washes.'), 201);
  expect(await answer(buyer.token, id, 'Once more')).toMatchObject({ status: 409, body: { code: 'AlreadyAnswered' } });
  ok(await answer(shop.ownerToken, id), 201);
  const stranger = await system.tokenFor(['vendor'], uuidV7());
  expect(await answer(stranger, id)).toMatchObject({ status: 403, body: { code: 'NotYourVendor' } });

  await system.settled();
  expect(await unanswered()).toMatchObject({ questions: [] });
  expect(await shown()).toMatchObject({ questions: [{ id, answers: [{ as: 'seller' }, { as: 'buyer' }] }] });
  const mails = (await mailTo(system, asha.email)).filter(({ subject }) => subject.startsWith('Your question'));
  expect(mails).toHaveLength(2);
  const own = await system.call('GET', `/users/${asha.userId}/questions`, { token: asha.token });
  expect(own.body).toMatchObject({ questions: [{ id, answerCount: 2 }] });
  expect((await system.call('GET', `/users/${asha.userId}/questions`, { token: buyer.token })).status).toBe(403);
});

it('lists the newest, or what helped most, each vote once', async () => {
  const [first, second] = [await asked('Is the first one lined?'), await asked('Is the second one lined?')];
  const { id: answerId } = ok(await answer(shop.ownerToken, first), 201).body.answers[0] as { id: string };
  const voter = await customer();
  const vote = (method: string) =>
    system.call(method, `/questions/${first}/answers/${answerId}/helpful`, { token: voter });
  const votes = await Promise.all(Array.from({ length: 8 }, () => vote('PUT')));
  for (const each of votes) ok(each, 200);
  expect((await system.call('GET', `/questions/${first}`)).body).toMatchObject({ answers: [{ helpful: 1 }] });
  await system.settled();
  expect(await shown('?limit=1')).toMatchObject({ questions: [{ id: first }] });
  const { questions, next } = await shown('?sort=newest&limit=1');
  expect(questions).toMatchObject([{ id: second }]);
  expect(await shown(`?sort=newest&limit=1&cursor=${next}`)).toMatchObject({ questions: [{ id: first }] });
  ok(await vote('DELETE'), 200);
  expect((await system.call('GET', `/questions/${first}`)).body).toMatchObject({ answers: [{ helpful: 0 }] });
});

it('is hidden when people report it, shown again by a moderator, and gone when it is withdrawn', async () => {
  const asker = await customer();
  const { id } = ok(await ask(asker, 'Is this a spam question?'), 201).body as { id: string };
  const seen = async () => (await system.call('GET', `/questions/${id}`)).status;
  const path = `/questions/${id}/texts/${id}`;
  const report = async () =>
    system.call('POST', `${path}/reports`, { token: await customer(), body: { reason: 'spam' } });
  for (let n = 1; n < questionPolicy.reportsToHide.value; n += 1) ok(await report(), 201);
  expect(await seen()).toBe(200);
  ok(await report(), 201);
  expect(await seen()).toBe(404);
  await system.settled();
  const support = await system.tokenFor(['support']);
  const queue = async () => (await system.call('GET', '/questions/reported', { token: support })).body.questions;
  expect(await queue()).toMatchObject([{ id, texts: [{ as: 'asker', status: 'hidden', reports: 3, waiting: true }] }]);
  expect((await system.call('POST', `${path}/clear`, { token: asker })).status).toBe(403);
  ok(await system.call('POST', `${path}/clear`, { token: support }), 200);
  ok(await report(), 201);
  expect(await seen()).toBe(200);
  const stranger = { token: await customer() };
  expect(await system.call('DELETE', path, stranger)).toMatchObject({ status: 403, body: { code: 'NotYourText' } });
  ok(await system.call('DELETE', path, { token: asker }), 200);
  expect(await seen()).toBe(404);
});

it('takes no contact details, and of one person so many a day', async () => {
  const token = await customer();
  const refused = await ask(token, 'Call me at 98765 43210');
  expect(refused.status).toBe(400);
  expect(JSON.stringify(refused.body)).toContain('/body/text');
  const max = questionPolicy.dayMax.value.question;
  const many = await Promise.all(Array.from({ length: max + 5 }, (_, n) => ask(token, `Question number ${n}?`)));
  expect(many.filter(({ status }) => status === 201)).toHaveLength(max);
  expect(many.filter(({ status }) => status === 429)).toHaveLength(5);
  expect(
    (await system.call('POST', `/products/${uuidV7()}/questions`, { token, body: { text: 'Is it there?' } })).status,
  ).toBe(404);
});
