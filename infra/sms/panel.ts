import { SmsSenderError } from '../../domains/kernel/ports/sms-sender.ts';
import type { SmsFailure } from '../../domains/kernel/ports/sms-sender.ts';
import { lostRequest } from '../outbound/lost-request.ts';
import type { SmsConfig } from './config.ts';

const ANSWER_LENGTH_MAX = 4_096;

/** What a panel answered: its fields when it was JSON, else only whether it reads like a success. */
export interface PanelAnswer {
  readonly success: boolean;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * One GET to the panel. Nothing that is thrown holds the address, since the key is in it, nor the cause, which may.
 * @throws SmsSenderError `unavailable`
 */
export async function askPanel(config: SmsConfig, page: string, query: Record<string, string>): Promise<PanelAnswer> {
  const address = `${config.baseUrl.replace(/\/+$/, '')}/${page}?${new URLSearchParams(query).toString()}`;
  const answer = await settle(page, async () => {
    const response = await fetch(address, { redirect: 'manual', signal: AbortSignal.timeout(config.timeoutMs) });
    return { status: response.status, body: (await response.text()).slice(0, ANSWER_LENGTH_MAX) };
  });
  if (answer.status === 429) throw unavailable(page, { cause: 'server', effect: 'none' });
  if (answer.status >= 500) throw unavailable(page, { cause: 'server', effect: 'unknown' });
  if (answer.status !== 200) return { success: false, fields: { reason: `status ${answer.status}` } };
  return readAnswer(page, answer.body.trim());
}

/** Panels of this kind answer JSON, XML or plain text, depending on their age. */
function readAnswer(page: string, body: string): PanelAnswer {
  if (body.startsWith('{')) return readJson(page, body);
  const word = /\b(success|fail\w*|error|invalid)\b/i.exec(body)?.[1]?.toLowerCase();
  if (word === undefined) throw unavailable(page, { cause: 'malformed', effect: 'unknown' });
  return { success: word === 'success', fields: {} };
}

function readJson(page: string, body: string): PanelAnswer {
  try {
    const fields = JSON.parse(body) as Record<string, unknown>;
    return { success: fields['result'] === 'success', fields };
  } catch {
    throw unavailable(page, { cause: 'malformed', effect: 'unknown' });
  }
}

async function settle<T>(page: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw unavailable(page, lostRequest(error));
  }
}

export function unavailable(
  page: string,
  failure: Omit<Extract<SmsFailure, { code: 'unavailable' }>, 'code'>,
): SmsSenderError {
  return new SmsSenderError(`The SMS panel gave no answer to ${page}: ${failure.cause}, effect ${failure.effect}`, {
    code: 'unavailable',
    ...failure,
  });
}

export function refused(page: string, description: string): SmsSenderError {
  return new SmsSenderError(`The SMS panel refused ${page}: ${description}`, { code: 'refused', description });
}
