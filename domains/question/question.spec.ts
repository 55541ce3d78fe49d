import { describe, expect, it } from 'vitest';
import { ProductId, UserId, VendorId } from '../../event-schemas/primitives.ts';
import { deciderSpec } from '../kernel/spec.ts';
import { questionPolicy } from '../policy/question.ts';
import type { QuestionCommand } from './commands.ts';
import { questionDecider } from './decider.ts';
import type { AnswersAs, QuestionEvent } from './events.ts';
import { questionList, type QuestionRow } from './read-model.ts';
import { questionView, textsOf } from './views.ts';

const now = '2026-11-24T10:00:00.000Z';
const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const user = (n: number): UserId => UserId.parse(id(n));
const [ASKER, SELLER, BUYER, MODERATOR] = [user(1), user(2), user(3), user(4)];
const questionId = id(100);
const given = deciderSpec(questionDecider, now);

const article = { productId: ProductId.parse(id(50)), vendorId: VendorId.parse(id(51)) };
const asks = { questionId, ...article, userId: ASKER, text: 'Does it shrink?' };
const asked: QuestionEvent = { type: 'QuestionAsked', data: { ...asks, askedAt: now } };
const answers = (n: number, userId: UserId, as: AnswersAs) => ({
  ...{ questionId, answerId: id(n), userId, as, text: `Answer ${n}` },
});
const answer = (...of: Parameters<typeof answers>): QuestionCommand => ({
  type: 'AnswerQuestion',
  data: answers(...of),
});
const answered = (...of: Parameters<typeof answers>): QuestionEvent => ({
  type: 'QuestionAnswered',
  data: { ...answers(...of), answeredAt: now },
});
const vote = (userId: UserId) => ({ questionId, answerId: id(200), userId });
const helpful = (userId: UserId): QuestionEvent => ({ type: 'AnswerFoundHelpful', data: vote(userId) });
const reports = (n: number) => ({ questionId, textId: id(200), userId: user(n), reason: 'spam' as const });
const report = (n: number): QuestionCommand => ({ type: 'ReportText', data: reports(n) });
const reported = (n: number): QuestionEvent => ({ type: 'TextReported', data: { ...reports(n), reportedAt: now } });
const text = { questionId, textId: id(200) };
const byReports: QuestionEvent = { type: 'TextHidden', data: { ...text, reason: 'reported', hiddenAt: now } };
const moderated = { ...text, moderatorId: MODERATOR };
const cleared: QuestionEvent = { type: 'TextCleared', data: { ...moderated, clearedAt: now } };
const history = [asked, answered(200, BUYER, 'buyer')];

describe('a question', () => {
  it('is asked once', () => {
    given().when({ type: 'AskQuestion', data: asks }).then(asked);
    given(asked)
      .when({ type: 'AskQuestion', data: { ...asks, userId: BUYER } })
      .rejects('QuestionIdTaken');
  });
  it('has one answer of each buyer, and more of the seller', () => {
    given(asked)
      .when(answer(200, BUYER, 'buyer'))
      .then(answered(200, BUYER, 'buyer'));
    given(...history)
      .when(answer(201, BUYER, 'buyer'))
      .rejects('AlreadyAnswered');
    const seller = answered(200, SELLER, 'seller');
    given(asked, seller)
      .when(answer(201, SELLER, 'seller'))
      .then(answered(201, SELLER, 'seller'));
    given()
      .when(answer(200, BUYER, 'buyer'))
      .rejects('QuestionNotFound');
  });
  it('has room for so many answers', () => {
    const many = Array.from({ length: questionPolicy.answersMax.value }, (_, n) =>
      answered(1_000 + n, user(1_000 + n), 'buyer'),
    );
    given(asked, ...many.slice(1))
      .when(answer(200, BUYER, 'buyer'))
      .then(answered(200, BUYER, 'buyer'));
    given(asked, ...many)
      .when(answer(200, BUYER, 'buyer'))
      .rejects('TooManyAnswers');
  });
  it('counts one vote of each person, and none of the writer', () => {
    given(...history)
      .when({ type: 'FindAnswerHelpful', data: vote(ASKER) })
      .then(helpful(ASKER));
    given(...history)
      .when({ type: 'FindAnswerHelpful', data: vote(BUYER) })
      .rejects('OwnText');
    given(...history, helpful(ASKER))
      .when({ type: 'TakeHelpfulBack', data: vote(ASKER) })
      .then({ type: 'HelpfulTakenBack', data: vote(ASKER) });
  });
  it('is withdrawn by who wrote it alone, and answered no more', () => {
    const gone = { questionId, textId: questionId };
    const withdrawn: QuestionEvent = { type: 'TextWithdrawn', data: { ...gone, withdrawnAt: now } };
    given(asked)
      .when({ type: 'WithdrawText', data: { ...gone, userId: ASKER } })
      .then(withdrawn);
    given(asked)
      .when({ type: 'WithdrawText', data: { ...gone, userId: BUYER } })
      .rejects('NotYourText');
    given(asked, withdrawn)
      .when(answer(200, BUYER, 'buyer'))
      .rejects('QuestionNotFound');
  });
});

describe('a text that people report', () => {
  it('is hidden by as many as the policy says, and not by one alone', () => {
    given(...history)
      .when(report(11))
      .then(reported(11));
    given(...history, reported(11))
      .when(report(12))
      .then(reported(12));
    given(...history, reported(11), reported(12))
      .when(report(13))
      .then(reported(13), byReports);
    given(...history)
      .when(report(3))
      .rejects('OwnText');
  });
  it('stays when a moderator has cleared it', () => {
    given(...history, reported(11), reported(12), reported(13), byReports)
      .when({ type: 'ClearText', data: moderated })
      .then(cleared);
    given(...history, reported(11), reported(12), reported(13), byReports, cleared)
      .when(report(14))
      .then(reported(14));
  });
  it('is hidden by a moderator for good, who decides on nothing of their own', () => {
    const hide: QuestionCommand = { type: 'HideText', data: { ...moderated, reason: 'spam' } };
    const hidden: QuestionEvent = { type: 'TextHidden', data: { ...moderated, reason: 'spam', hiddenAt: now } };
    given(...history, byReports)
      .when(hide)
      .then(hidden);
    given(asked, answered(200, MODERATOR, 'staff'))
      .when(hide)
      .rejects('OwnText');
  });
});

it('shows the answers of the seller first, then what helps most, and nothing that is erased', () => {
  const events = [
    asked,
    answered(200, BUYER, 'buyer'),
    answered(201, user(5), 'buyer'),
    answered(202, SELLER, 'seller'),
  ];
  const votes: QuestionEvent = { type: 'AnswerFoundHelpful', data: { questionId, answerId: id(201), userId: ASKER } };
  const state = [...events, votes].reduce(questionDecider.evolve, questionDecider.initial);
  expect(questionView(state)?.answers.map((one) => one.id)).toEqual([id(202), id(201), id(200)]);
  const { data } = asked;
  const erased: QuestionEvent = { type: 'QuestionAsked', data: { ...data, text: null } };
  expect(questionView(questionDecider.evolve(undefined, erased))).toBeUndefined();
});

it('has the texts of one person, hidden ones too', () => {
  const state = [...history, answered(201, SELLER, 'seller'), byReports].reduce(questionDecider.evolve, undefined);
  expect(textsOf(BUYER, state)).toMatchObject([{ id: id(200), questionId, as: 'buyer', status: 'hidden' }]);
  expect(textsOf(ASKER, state)).toMatchObject([{ id: questionId, as: 'asker', text: 'Does it shrink?' }]);
  expect(textsOf(MODERATOR, state)).toEqual([]);
});

it('is listed with what everybody sees of it, and as waiting while nobody has decided', () => {
  const row = (...events: QuestionEvent[]): QuestionRow | undefined =>
    events.reduce<QuestionRow | undefined>(
      (before, event) => questionList.evolve(before, event as Parameters<typeof questionList.evolve>[1], questionId),
      undefined,
    );
  const before = [...history, helpful(ASKER)];
  expect(row(...before)).toMatchObject({ shown: true, waiting: false, answer_count: 1, helpful: 1 });
  expect(row(...before, reported(11), byReports)).toMatchObject({
    shown: true,
    waiting: true,
    answer_count: 0,
    helpful: 0,
  });
  expect(row(...before, reported(11), byReports, cleared)).toMatchObject({ waiting: false, answer_count: 1 });
  expect(row(asked, answered(202, SELLER, 'seller'))).toMatchObject({ seller_answered: true, answered_by: [SELLER] });
});
