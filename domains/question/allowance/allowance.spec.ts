import { it } from 'vitest';
import { UserId } from '../../../event-schemas/primitives.ts';
import { deciderSpec } from '../../kernel/spec.ts';
import { questionPolicy } from '../../policy/question.ts';
import { writingAllowanceDecider } from './decider.ts';

const now = '2026-11-24T10:00:00.000Z';
const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const ASKER = UserId.parse(id(1));

it('is written within the limit of a day, of each kind apart', () => {
  const counting = deciderSpec(writingAllowanceDecider, now);
  const one = (n: number) => ({ userId: ASKER, writingId: id(n), kind: 'question' as const });
  const counted = (n: number, countedAt = now) => ({ type: 'WritingCounted' as const, data: { ...one(n), countedAt } });
  const { question: max } = questionPolicy.dayMax.value;
  const many = (length: number, at?: string) => Array.from({ length }, (_, n) => counted(n + 10, at));
  counting(...many(max - 1))
    .when({ type: 'CountWriting', data: one(2) })
    .then(counted(2));
  counting(...many(max))
    .when({ type: 'CountWriting', data: one(2) })
    .rejects('TooManyRequests');
  counting(...many(max, '2026-11-23T10:00:00.000Z'))
    .when({ type: 'CountWriting', data: one(2) })
    .then(counted(2));
  const answerOne = { ...one(2), kind: 'answer' as const };
  counting(...many(max))
    .when({ type: 'CountWriting', data: answerOne })
    .then({ type: 'WritingCounted', data: { ...answerOne, countedAt: now } });
});
