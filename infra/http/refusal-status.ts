/**
 * The one table from a refusal to its HTTP status. What is not listed is 409: the request was understood, and the present
 * state does not allow it.
 */
const STATUS: Readonly<Record<string, number>> = {
  InvalidCursor: 400,
  RevisionMismatch: 412,
  RevisionRequired: 428,
  PriceAboveMrp: 422,
  DuplicateVariant: 422,
  NotYourVendor: 403,
  NotABuyer: 403,
  NotYourText: 403,
  AnnotationNotAllowed: 403,
  VendorSuspended: 403,
  TooMuchContention: 503,
  NotReady: 503,
  ProviderUnavailable: 503,
  TooManyRequests: 429,
  OtpAttemptsExhausted: 429,
  OtpIncorrect: 422,
  InvalidCredentials: 401,
  InvalidRefreshToken: 401,
  RefreshTokenReused: 401,
  SessionRevoked: 401,
  SessionExpired: 401,
  AccountSuspended: 403,
  InsufficientUserAuthentication: 401,
  ThirdPartyNotAllowed: 403,
};

export const statusOf = (reason: string): number => {
  const listed = STATUS[reason];
  if (listed !== undefined) return listed;
  if (reason.endsWith('NotFound')) return 404;
  if (reason.endsWith('Expired')) return 410;
  if (reason.startsWith('Invalid') || reason.endsWith('Invalid')) return 422;
  return 409;
};
