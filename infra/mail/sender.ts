import { createTransport } from 'nodemailer';
import { MailSenderError, type MailFailure, type MailSender } from '../../domains/kernel/ports/mail-sender.ts';
import { createResilience, type CircuitStateName } from '../outbound/resilience.ts';
import type { MailConfig } from './config.ts';

const CONNECTIONS_MAX = 4;
const REASON_LENGTH_MAX = 40;
/** SMTP replies of 500 and above are final (RFC 5321 4.2.1). */
const PERMANENT = 500;

export interface SmtpSender extends MailSender {
  circuitState(): CircuitStateName;
  /** Ends the connections that wait for a next message. */
  close(): void;
}

/** The reason in a word: what the relay wrote may repeat the address. */
const failureOf = (error: unknown): MailFailure => {
  const { responseCode, code } = error as { readonly responseCode?: unknown; readonly code?: unknown };
  if (typeof responseCode === 'number')
    return { code: responseCode >= PERMANENT ? 'refused' : 'unavailable', reason: `reply ${responseCode}` };
  return { code: 'unavailable', reason: typeof code === 'string' ? code.slice(0, REASON_LENGTH_MAX) : 'no answer' };
};

const isUnavailable = (error: unknown): boolean =>
  error instanceof MailSenderError && error.failure.code === 'unavailable';

/** Sends plain text over SMTP, with TLS wherever the relay offers it. */
export const createMailSender = (config: MailConfig): SmtpSender => {
  const { url, from, timeoutMs } = config;
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: CONNECTIONS_MAX,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // A message is text and nothing else: no part of it may name a file or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const host = new URL(url).hostname;
  const resilience = createResilience(config, {
    isOutage: isUnavailable,
    isRepeatable: isUnavailable,
    retryAfterMs: () => 0,
    circuitOpen: () => new MailSenderError({ code: 'unavailable', reason: 'circuit open' }),
  });
  const once = async (message: Parameters<MailSender['send']>[0]): Promise<{ messageId: string | null }> => {
    const { to, subject, text, key } = message;
    try {
      const { messageId } = await transport.sendMail({ from, to, subject, text, messageId: `<${key}@${host}>` });
      return { messageId: typeof messageId === 'string' ? messageId : null };
    } catch (error) {
      throw new MailSenderError(failureOf(error));
    }
  };
  return {
    send: (message) => resilience.repeated(() => resilience.once('send', () => once(message))),
    circuitState: () => resilience.circuitState(),
    close: () => transport.close(),
  };
};
