/** One number of the business: its value, since when it holds, and who or what says so. */
type Setting<T> = { readonly value: T; readonly since: string; readonly source: string };
const setting = <const T>(value: T, source: string): Setting<T> => ({ value, since: '2026-01-01', source });

/** Sign-up, sign-in and their limits. Durations are in seconds. */
export const identityPolicy = {
  defaultCountry: setting('IN', 'domain facts, OTP: default +91'),
  otpLifetimeSeconds: setting(200, 'domain facts, OTP'),
  otpResendSeconds: setting(60, 'domain facts, OTP'),
  otpAttemptsMax: setting(3, 'domain facts, OTP'),
  /** How long a proven phone may still be used to sign up, and a proven owner to carry out what the code was for. */
  otpProofSeconds: setting(900, 'our choice: time to fill in a form'),
  otpPerPhonePerHourMax: setting(6, 'our choice: 18 guesses an hour of a million codes'),
  otpPerDevicePerHourMax: setting(20, 'our choice'),
  otpPerIpPerHourMax: setting(1_000, 'our choice: mobile carriers put thousands of phones behind one address'),
  passwordLengthMin: setting(6, 'domain facts, password'),
  passwordLengthMax: setting(128, 'our choice: bounds the cost of a hash'),
  passwordLoginsPerEmailMax: setting(10, 'our choice, per passwordLoginWindowSeconds'),
  passwordLoginsPerIpMax: setting(1_000, 'our choice, per passwordLoginWindowSeconds'),
  registrationsPerIpPerHourMax: setting(1_000, 'our choice, as for codes'),
  passwordLoginWindowSeconds: setting(900, 'our choice'),
  ageMin: setting(13, 'domain facts, age: 13-17 with a guardian'),
  ageOfMajority: setting(18, 'domain facts, age'),
  accessTokenSeconds: setting(15 * 60, 'requirements S1: the sensible default, 7 days before'),
  /** How fresh a proof of oneself must be for what a thief of the session would do first. */
  stepUpSeconds: setting(
    5 * 60,
    'our choice: time to fill in a form, and too short for a phone that was left lying about',
  ),
  refreshTokenSeconds: setting(30 * 86_400, 'domain facts, refresh 30 days with rotation'),
  /** A registration that has not finished by then gives the phone and the e-mail address free. */
  contactHoldSeconds: setting(600, 'our choice'),
  phoneReusableAfterSeconds: setting(30 * 86_400, 'domain facts, deletion: phone reusable after 30 days'),
  deletionRevocableSeconds: setting(7 * 86_400, 'domain facts, deletion: revocable 7 days'),
} as const;

/** PIN codes by their first digits, the longest match decides. A PIN code that matches nothing is not served. */
export type PostalZone = { readonly prefix: string; readonly serviceable: boolean; readonly cashOnDelivery: boolean };
const zone = (prefix: string, serviceable = true, cashOnDelivery = serviceable): PostalZone => ({
  prefix,
  serviceable,
  cashOnDelivery,
});
export const postalZones: Setting<readonly PostalZone[]> = setting(
  [
    ...['1', '2', '3', '4', '5', '6', '7', '8'].map((region) => zone(region)),
    // Remote areas: prepaid parcels only, and none to the islands and the Army Postal Service (first digit 9).
    zone('19', true, false),
    zone('737', true, false),
    ...['790', '791', '792', '793', '794', '795', '796', '797', '798', '799'].map((area) => zone(area, true, false)),
    zone('682551', false),
    zone('682552', false),
    zone('682553', false),
    zone('682554', false),
    zone('682555', false),
    zone('682556', false),
    zone('682557', false),
    zone('682558', false),
    zone('682559', false),
    zone('744', false),
  ],
  'our choice after the zones of India Post; the courier contract replaces it',
);

/** The zone of a six-digit PIN code. */
export const postalZoneOf = (postalCode: string): PostalZone =>
  postalZones.value
    .filter(({ prefix }) => postalCode.startsWith(prefix))
    .reduce((longest, next) => (next.prefix.length > longest.prefix.length ? next : longest), zone('', false));
