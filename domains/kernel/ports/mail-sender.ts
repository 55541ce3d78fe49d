/** What we need of a mail relay: one plain message to one person. */

/**
 * Why a message was not handed over.
 * - `refused`: the relay answered and said no (address, content, credentials); asking again changes nothing.
 * - `unavailable`: no usable answer, or "later". The message may arrive all the same; sent again it has the same Message-ID.
 */
export type MailFailure = {
  readonly code: 'refused' | 'unavailable';
  readonly reason: string;
};

/** The only error a sender throws for a foreseen failure. It never holds an address, the text or a credential. */
export class MailSenderError extends Error {
  override readonly name = 'MailSenderError';
  readonly failure: MailFailure;
  constructor(failure: MailFailure) {
    super(`The mail relay did not take the message: ${failure.code}, ${failure.reason}`);
    this.failure = failure;
  }
}

export interface MailSender {
  /**
   * Hands one message to the relay. `key` becomes its Message-ID, by which a receiver knows a message that was sent twice.
   * @returns the relay's id of the message, or null when it gives none.
   */
  send(message: {
    readonly to: string;
    readonly subject: string;
    readonly text: string;
    readonly key: string;
  }): Promise<{ readonly messageId: string | null }>;
}
