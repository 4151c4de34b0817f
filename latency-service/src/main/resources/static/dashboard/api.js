const BASE = new URL('..', import.meta.url);

const MOST_TRIES = 3;

let token = null;

/** Takes the token that calls are made with from now on; null for none. It is kept here and nowhere else. */
export function useToken(granted) {
  token = granted;
}

export const hasToken = () => token !== null;

/** What a service answered instead of what it was asked for. */
export class Problem extends Error {
  constructor(status, title, detail) {
    super(detail ? `${title}: ${detail}` : title);
    this.status = status;
  }
}

/** An answer of this service; throws a Problem for anything but success. */
export async function ask(path, {query = {}, accept = 'application/json', signal} = {}) {
  const url = new URL(path, BASE);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') {
      url.searchParams.set(name, value);
    }
  }
  const headers = {Accept: accept};
  if (token) {
    headers.Authorization = `Bearer ${token}`;
  }
  const answer = await patiently(() => fetch(url, {headers, signal, cache: 'no-store', credentials: 'omit'}), signal);
  if (!answer.ok) {
    const told = await answer.json().catch(() => ({}));
    throw new Problem(answer.status, told.title ?? `Status ${answer.status}`, told.detail);
  }
  return answer;
}

/** Asks again for a while if the service has too many readers at once. */
async function patiently(call, signal) {
  for (let tries = 0; ; tries++) {
    const answer = await call();
    if (answer.status !== 503 || tries === MOST_TRIES) {
      return answer;
    }
    const seconds = Number(answer.headers.get('Retry-After')) || 2;
    await new Promise(again => setTimeout(again, Math.min(seconds, 10) * 1000));
    signal?.throwIfAborted();
  }
}

export const json = async (path, options) => (await ask(path, options)).json();

export const book = run => `v1/books/${encodeURIComponent(run)}`;
