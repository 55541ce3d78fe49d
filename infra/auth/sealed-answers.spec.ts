import { expect, it } from 'vitest';
import type { IdempotencyStore, StoredAnswer } from '../../domains/kernel/ports/idempotency-store.ts';
import { sealedAnswers } from './sealed-answers.ts';
import { keyedSecrets } from './secrets.ts';

const answer: StoredAnswer = { key: 'asha:1', fingerprint: 'f', status: 200, headers: {}, body: '{"name":"Asha Rao"}' };
const secrets = keyedSecrets(Buffer.alloc(32, 7));
const inMemory = (): { rows: Map<string, StoredAnswer>; store: IdempotencyStore } => {
  const rows = new Map<string, StoredAnswer>();
  const keep = (kept: StoredAnswer) => Promise.resolve(void rows.set(kept.key, kept));
  return { rows, store: { find: (key) => Promise.resolve(rows.get(key)), keep } };
};

it('gives back what was kept, and shows nothing of it in the store', async () => {
  const { rows, store } = inMemory();
  await sealedAnswers(store, secrets).keep(answer);
  expect(await sealedAnswers(store, secrets).find(answer.key)).toEqual(answer);
  expect(JSON.stringify([...rows])).not.toContain('Asha');
});

it('takes an answer that was swapped, or sealed by others, for none', async () => {
  const { rows, store } = inMemory();
  await sealedAnswers(store, secrets).keep(answer);
  rows.set('asha:2', { ...rows.get(answer.key)!, key: 'asha:2' });
  expect(await sealedAnswers(store, secrets).find('asha:2')).toBeUndefined();
  expect(await sealedAnswers(store, keyedSecrets(Buffer.alloc(32, 8))).find(answer.key)).toBeUndefined();
});

it('reads answers from before there were seals, and leaves empty ones empty', async () => {
  const { rows, store } = inMemory();
  rows.set(answer.key, answer);
  expect(await sealedAnswers(store, secrets).find(answer.key)).toEqual(answer);
  await sealedAnswers(store, secrets).keep({ ...answer, key: 'empty', body: '' });
  expect(rows.get('empty')?.body).toBe('');
});
