// Things that several people change at a time: what one has seen is sent along, so that nobody undoes what they have not.
import { Problem, send } from '../api.ts';
import { useData } from './data.ts';
import type { Loaded } from './data.ts';

export interface Tagged<T> {
  value: T;
  tag: string;
}

async function tagged<T>(url: string): Promise<Tagged<T>> {
  const answer = await send<{ data: T }>('GET', url);
  return { value: answer.data.data, tag: answer.headers.get('etag') ?? '' };
}

export function useTagged<T>(url: string): Loaded<Tagged<T>> {
  return useData(url, () => tagged<T>(url));
}

/** The same of what there need not be: the code is that of its absence. */
export function useOptional<T>(url: string, absent: string): Loaded<Tagged<T> | null> {
  return useData(url, () => tagged<T>(url).catch((problem: unknown) => {
    if (problem instanceof Problem && problem.code === absent) {
      return null;
    }
    throw problem;
  }));
}

const ifMatch = (tag: string | undefined): Record<string, string> => (tag ? { 'if-match': tag } : {});

export const putTagged = (url: string, body: unknown, tag?: string): Promise<unknown> => send('PUT', url, body, ifMatch(tag));
export const patchTagged = (url: string, body: unknown, tag: string): Promise<unknown> => send('PATCH', url, body, ifMatch(tag));
export const removeTagged = (url: string, tag: string): Promise<unknown> => send('DELETE', url, undefined, ifMatch(tag));
