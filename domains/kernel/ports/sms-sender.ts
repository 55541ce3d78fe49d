/** What we need of a text-message carrier. One-time passwords are made and checked here; the carrier only carries text. */

/**
 * Why a message was not handed over.
 * - `refused`: the carrier answered and said no (number, credit, template); asking again changes nothing.
 * - `unavailable`: no usable answer. With effect `unknown` the message may arrive all the same; since it carries the
 *   same password, sending it again is harmless and costs one message.
 */
export type SmsFailure =
  | { readonly code: 'refused'; readonly description: string }
  | {
      readonly code: 'unavailable';
      readonly cause: 'network' | 'timeout' | 'server' | 'malformed' | 'circuitOpen';
      readonly effect: 'none' | 'unknown';
    };

/** The only error a sender throws for a foreseen failure. It never holds the phone number, the text or a key. */
export class SmsSenderError extends Error {
  override readonly name = 'SmsSenderError';
  readonly failure: SmsFailure;
  constructor(message: string, failure: SmsFailure) {
    super(message);
    this.failure = failure;
  }
}

export interface SmsSender {
  /**
   * Hands one one-time password to the carrier. `phone` is E.164; `templateId` is our name of a configured text.
   * @returns the carrier's id of the message, or null when it gives none.
   */
  sendOtp(message: {
    readonly phone: string;
    readonly otp: string;
    readonly templateId: string;
    readonly validForSeconds: number;
  }): Promise<{ readonly messageId: string | null }>;
}

/** The carrier's own one-time passwords, for a panel that insists on making and checking them itself. */
export interface CarrierOtp {
  /** Has the carrier make a password and send it. @returns its id of the challenge, or null when it gives none. */
  request(challenge: {
    readonly phone: string;
    readonly templateId: string;
    readonly validForSeconds: number;
  }): Promise<{ readonly challengeId: string | null }>;
  /** Whether this is the password that the carrier sent; a wrong or expired one is false, not an error. */
  verify(answer: {
    readonly phone: string;
    readonly otp: string;
    readonly challengeId: string | null;
  }): Promise<boolean>;
}
