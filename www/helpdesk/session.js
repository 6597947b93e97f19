/**
 * The agent's session: signing in and out, and requests made in its name.
 * The token is kept in sessionStorage, so that every tab is an agent of its own.
 */

const KEY = 'northlight.session';

/** Fires `lost` when the server no longer knows the session. */
export const session = new EventTarget();

let current = read();

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

/** The signed-in agent, `{ id, user, name }`, or null. */
export function agent() {
  return current?.user ?? null;
}

/** The header every request of the agent carries. */
export function authorization() {
  return current ? { Authorization: `Bearer ${current.token}` } : {};
}

/** An answer other than 2xx (`status`), or none at all (`status` 0). `code` is the server's dotted word for it. */
export class RequestError extends Error {
  constructor(status, code, message, retryAfterS) {
    super(message || code);
    this.name = 'RequestError';
    this.status = status;
    this.code = code;
    this.retryAfterS = retryAfterS;
  }
}

/** Signs in with `{ user, password }` or `{ demo }`; resolves with the agent. */
export async function signIn(proof) {
  const opened = await send('/api/session', { method: 'POST', body: proof });
  current = { token: opened.token, user: opened.user, expiresAt: opened.expiresAt };
  sessionStorage.setItem(KEY, JSON.stringify(current));
  return current.user;
}

/** Ends the session here, whatever the server says. */
export async function signOut() {
  const headers = authorization();
  forget();
  await send('/api/session', { method: 'DELETE', headers }).catch(() => {});
}

/** A JSON request in the agent's name. Throws RequestError; a 401 also ends the session. */
export async function requestJson(path, { method = 'GET', body } = {}) {
  const headers = authorization();
  try {
    return await send(path, { method, body, headers });
  } catch (error) {
    // A late 401 of an earlier session says nothing about the present one.
    if (error.status === 401 && current && headers.Authorization === authorization().Authorization) {
      forget();
      session.dispatchEvent(new Event('lost'));
    }
    throw error;
  }
}

function forget() {
  current = null;
  sessionStorage.removeItem(KEY);
}

async function send(path, { method, body, headers = {} }) {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers: { Accept: 'application/json', ...(body ? { 'Content-Type': 'application/json' } : {}), ...headers },
      body: body ? JSON.stringify(body) : undefined,
      cache: 'no-store',
    });
  } catch {
    throw new RequestError(0, 'network');
  }
  const content = await answer.json().catch(() => null);
  if (!answer.ok) {
    const code = typeof content?.error === 'string' ? content.error : `http.${answer.status}`;
    throw new RequestError(answer.status, code, content?.message, Number(answer.headers.get('Retry-After')) || null);
  }
  return content;
}
