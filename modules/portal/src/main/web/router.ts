// Where in the portal one is. Links stay links: those that lead elsewhere in the portal change the address without
// loading the page anew.
import { useEffect, useState } from 'preact/hooks';

const BASE = '/portal';

export interface Place {
  /** Without the portal's own beginning; `/` is its start. */
  path: string;
  query: URLSearchParams;
}

function here(): Place {
  const path = location.pathname.slice(BASE.length).replace(/\/+$/, '') || '/';
  return { path, query: new URLSearchParams(location.search) };
}

/** The address of a place of the portal. */
export function href(path: string, query: Record<string, string> = {}): string {
  const search = new URLSearchParams(query).toString();
  return BASE + (path === '/' ? '' : path) + (search ? `?${search}` : '');
}

const MOVED = 'portal:moved';

export function go(path: string, options: { query?: Record<string, string>; replace?: boolean; state?: unknown } = {}): void {
  const address = href(path, options.query);
  history[options.replace ? 'replaceState' : 'pushState'](options.state ?? null, '', address);
  dispatchEvent(new Event(MOVED));
}

/** Changes the question part of the address, where lists keep their page, filter and order; empty takes one away. */
export function ask(changes: Record<string, string>, options: { replace?: boolean; state?: unknown } = {}): void {
  const { path, query } = here();
  for (const [name, value] of Object.entries(changes)) {
    if (value) {
      query.set(name, value);
    } else {
      query.delete(name);
    }
  }
  go(path, { query: Object.fromEntries(query), ...options });
}

const STEP = 'step';

/** Goes on to the next page of a list. */
export function step(page: string): void {
  ask({ page }, { state: STEP });
}

/** Whether the place before, in the browser's history, is the page before. */
export function stepped(): boolean {
  return history.state === STEP;
}

export function usePlace(): Place {
  const [place, setPlace] = useState(here);
  useEffect(() => {
    const moved = () => setPlace(here());
    addEventListener('popstate', moved);
    addEventListener(MOVED, moved);
    return () => {
      removeEventListener('popstate', moved);
      removeEventListener(MOVED, moved);
    };
  }, []);
  return place;
}

/** Has links within the portal lead there without loading the page anew; once for the whole page. */
export function followLinks(): void {
  addEventListener('click', event => {
    const link = (event.target as Element | null)?.closest('a');
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!link || !isPlain || event.defaultPrevented || link.target || link.download
        || link.origin !== location.origin || !`${link.pathname}/`.startsWith(`${BASE}/`)) {
      return;
    }
    event.preventDefault();
    history.pushState(null, '', link.href);
    dispatchEvent(new Event(MOVED));
    scrollTo(0, 0);
  });
}

/** The parts of a path that fits a pattern such as `/w/:workspace/members`, or null. */
export function match(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) {
    return null;
  }
  const parts: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index]!;
    if (segment.startsWith(':')) {
      try {
        parts[segment.slice(1)] = decodeURIComponent(value);
      } catch {
        return null;
      }
    } else if (segment !== value) {
      return null;
    }
  }
  return parts;
}
