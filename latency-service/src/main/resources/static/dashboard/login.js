/**
 * Login by authorization code with PKCE, as a public client. The token lives in memory: a reload forgets it. What must
 * outlive the way to the issuer and back (state, verifier, what was shown) is taken out of the session's storage at once.
 */
const KEY = 'strainlake-login';

const url64 = bytes => btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

const unguessable = () => url64(crypto.getRandomValues(new Uint8Array(32)));

const here = () => new URL('..', import.meta.url).href;

/** Whether this browser lets the page log in: it needs https or the own machine. */
export const possible = () => globalThis.isSecureContext === true;

/** Goes to the issuer. */
export async function begin(settings) {
  const verifier = unguessable();
  const state = unguessable();
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  sessionStorage.setItem(KEY, JSON.stringify({state, verifier, hash: location.hash}));
  const address = new URL(settings.authorizationEndpoint);
  const parameters = {
    response_type: 'code',
    client_id: settings.clientId,
    redirect_uri: here(),
    scope: settings.scope,
    audience: settings.audience,
    state,
    code_challenge: url64(new Uint8Array(digest)),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) {
    if (value) {
      address.searchParams.set(name, value);
    }
  }
  location.assign(address);
}

/**
 * Comes back from the issuer, if this is such a return: null if not, else {token, seconds}.
 *
 * Throws if the issuer refused, or if the answer is not to what was asked here.
 */
export async function comeBack(settings) {
  const told = new URLSearchParams(location.search);
  if (!told.has('code') && !told.has('error')) {
    return null;
  }
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
  sessionStorage.removeItem(KEY);
  history.replaceState(null, '', location.pathname + (kept?.hash ?? ''));
  if (!kept || told.get('state') !== kept.state) {
    throw new Error('The login was not begun here, or was begun anew. Log in again.');
  }
  if (told.has('iss') && told.get('iss').replace(/\/$/, '') !== settings.issuer.replace(/\/$/, '')) {
    throw new Error('Another issuer answered than was asked.');
  }
  if (told.has('error')) {
    throw new Error(`The issuer refused: ${told.get('error_description') ?? told.get('error')}`);
  }
  const answer = await fetch(settings.tokenEndpoint, {
    method: 'POST',
    credentials: 'omit',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: told.get('code'),
      redirect_uri: here(),
      client_id: settings.clientId,
      code_verifier: kept.verifier,
    }),
  });
  const granted = await answer.json().catch(() => ({}));
  if (!answer.ok || !granted.access_token) {
    throw new Error(`The issuer gave no token: ${granted.error_description ?? granted.error ?? answer.status}`);
  }
  return {token: granted.access_token, seconds: Number(granted.expires_in) || 600};
}
