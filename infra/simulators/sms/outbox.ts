export interface SentMessage {
  readonly id: string;
  /** E.164. */
  readonly phone: string;
  readonly text: string;
  /** The first run of four to eight digits in the text, for whoever plays the customer. */
  readonly otp: string | null;
  readonly sentAt: string;
}

const MESSAGES_MAX = 5_000;

/** What was sent lately; the oldest messages are forgotten. */
export class Outbox {
  #messages: SentMessage[] = [];
  #sent = 0;

  add(phone: string, text: string, sentAt: Date): SentMessage {
    this.#sent += 1;
    const otp = /(?<!\d)\d{4,8}(?!\d)/.exec(text)?.[0] ?? null;
    const message = { id: String(this.#sent), phone, text, otp, sentAt: sentAt.toISOString() };
    this.#messages.push(message);
    // Cutting only now and then keeps the cost of a message independent of how many there are.
    if (this.#messages.length > MESSAGES_MAX * 2) this.#messages = this.#messages.slice(-MESSAGES_MAX);
    return message;
  }

  /** Newest first. */
  list(phone: string | undefined, limit: number): SentMessage[] {
    const found: SentMessage[] = [];
    for (let index = this.#messages.length - 1; index >= 0 && found.length < limit; index -= 1) {
      const message = this.#messages[index];
      if (message !== undefined && (phone === undefined || message.phone === phone)) found.push(message);
    }
    return found;
  }
}
