import OAuth2Server from '@node-oauth/oauth2-server';

const INVALID = 'invalid_request';
export type Parameters = Readonly<Record<string, string>>;

/** An answer of RFC 6749 5.2: `error` is one of its codes. */
export const oauthError = (status: number, error: string, description: string): OAuth2Server.OAuthError => {
  const thrown = new OAuth2Server.OAuthError(description, { code: status });
  thrown.name = error;
  return thrown;
};

/** Form fields or query parameters; each may be there once (RFC 6749 3.1 and 3.2). Throws invalid_request. */
export const readParameters = (text: string): Parameters => {
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) {
    if (parameters.has(name)) throw oauthError(400, INVALID, `${name} is given more than once.`);
    parameters.set(name, value);
  }
  return Object.fromEntries(parameters);
};

/** The fields of a form-encoded body. Throws invalid_request for a body of another kind. */
export const readForm = (contentType: string | undefined, body: unknown): Parameters => {
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(contentType ?? '') || !Buffer.isBuffer(body))
    throw oauthError(400, INVALID, 'Send the parameters as application/x-www-form-urlencoded.');
  return readParameters(body.toString('utf8'));
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw oauthError(400, INVALID, 'The Authorization header is not form-encoded.');
  }
};

/** Client id and secret as HTTP Basic (RFC 6749 2.3.1) or as form fields; the secret is undefined for a public client. */
export const clientCredentials = (
  authorization: string | undefined,
  form: Parameters,
): { readonly clientId: string; readonly secret: string | undefined } => {
  const basic = /^basic +([\w+/=-]+)$/i.exec(authorization ?? '')?.[1];
  if (basic === undefined) return { clientId: form['client_id'] ?? '', secret: form['client_secret'] };
  const [clientId = '', ...secret] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  return { clientId: decoded(clientId), secret: decoded(secret.join(':')) };
};
