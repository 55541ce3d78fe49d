/** The refusal that asks for a fresher proof of the person behind the session. */
const STEP_UP = 'InsufficientUserAuthentication';

/** The headers that a refusal adds to its answer: for a proof that is too old the challenge of RFC 9470. */
export const challengeHeaders = (reason: string, maxAgeSeconds: number): Readonly<Record<string, string>> =>
  reason === STEP_UP
    ? {
        'www-authenticate': [
          'Bearer error="insufficient_user_authentication"',
          'error_description="A more recent authentication is required"',
          `max_age="${maxAgeSeconds}"`,
        ].join(', '),
      }
    : {};
