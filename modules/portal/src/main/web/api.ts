// The published API over fetch, with the cookie of the session. Browsers say themselves that a request comes from this
// origin, which is what the API asks of those that change something.

export interface Detail {
  field?: string;
  message: string;
}

/** What the API refuses, in its own words. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: Detail[] = [],
    readonly requestId: string | null = null,
    readonly challenge: string | null = null,
  ) {
    super(message);
  }

  /** A parameter of the challenge by which a refusal says how to go on. */
  parameter(name: string): string | null {
    return this.challenge?.match(new RegExp(`\\b${name}="([^"]*)"`))?.[1] ?? null;
  }
}

export interface Page<T> {
  data: T[];
  nextPageToken?: string;
  totalSize?: number;
  totalSizeCapped?: boolean;
}

export type Query = Record<string, string | number | boolean | undefined>;

export interface Answer<T> {
  data: T;
  headers: Headers;
  millis: number;
}

interface Hooks {
  /** The session is over. */
  signedOut: () => void;
  /** Nothing else goes on before there is a second factor. */
  factorRequired: () => void;
  /** Somebody has to prove that they are there; resolves to whether they did. */
  stepUp: () => Promise<boolean>;
}

let hooks: Hooks = { signedOut: () => {}, factorRequired: () => {}, stepUp: () => Promise.resolve(false) };

export function onRefusal(by: Hooks): void {
  hooks = by;
}

export function path(template: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') {
      search.set(name, String(value));
    }
  }
  const text = search.toString();
  return text ? `${template}?${text}` : template;
}

const OVER = ['AUTH.REQUIRED', 'AUTH.TOKEN_INVALID'];

export async function send<T>(
  method: string, url: string, body?: unknown, headers: Record<string, string> = {},
): Promise<Answer<T>> {
  try {
    return await once<T>(method, url, body, headers);
  } catch (problem) {
    if (problem instanceof Problem && problem.code === 'AUTH.STEP_UP_REQUIRED' && (await hooks.stepUp())) {
      return once<T>(method, url, body, headers);
    }
    if (problem instanceof Problem && problem.status === 401 && OVER.includes(problem.code)) {
      hooks.signedOut();
    }
    if (problem instanceof Problem && problem.code === 'AUTH.SECOND_FACTOR_REQUIRED') {
      hooks.factorRequired();
    }
    throw problem;
  }
}

async function once<T>(
  method: string, url: string, body: unknown, headers: Record<string, string>,
): Promise<Answer<T>> {
  const begun = performance.now();
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    throw new Problem(0, 'NETWORK', '');
  }
  const text = await response.text();
  const json = parsed(text) as { data?: T; code?: string; message?: string; details?: Detail[] } | null;
  if (!response.ok) {
    throw new Problem(
      response.status,
      json?.code ?? `HTTP ${response.status}`,
      json?.message ?? response.statusText,
      json?.details ?? [],
      response.headers.get('x-request-id'),
      response.headers.get('www-authenticate'),
    );
  }
  return { data: json as T, headers: response.headers, millis: performance.now() - begun };
}

function parsed(text: string): unknown {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

async function data<T>(answer: Promise<Answer<{ data: T } | null>>): Promise<T> {
  return (await answer).data?.data as T;
}

export const get = <T>(url: string, query: Query = {}): Promise<T> => data(send('GET', path(url, query)));
export const page = async <T>(url: string, query: Query = {}): Promise<Page<T>> =>
  (await send<Page<T>>('GET', path(url, query))).data;
export const post = <T>(url: string, body: unknown = {}): Promise<T> => data(send('POST', url, body));
export const patch = <T>(url: string, body: unknown): Promise<T> => data(send('PATCH', url, body));
export const put = <T>(url: string, body: unknown): Promise<T> => data(send('PUT', url, body));
export const remove = (url: string, query: Query = {}): Promise<void> => data(send('DELETE', path(url, query)));

/** A text as a value of a filter (AIP-160). */
export function quoted(text: string): string {
  return `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"`;
}
