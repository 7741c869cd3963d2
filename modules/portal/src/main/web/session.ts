// Who is signed in, and what they may do where they are: both as the API says.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Me, OwnAccess } from './types.ts';

export const Signed = createContext<{ me: Me; reload: () => void } | null>(null);

export function useMe(): { me: Me; reload: () => void } {
  const signed = useContext(Signed);
  if (!signed) {
    throw new Error('Nobody is signed in here');
  }
  return signed;
}

/** A workspace or an organization, of which pages are shown. */
export interface Here {
  access: OwnAccess;
  /** The operations of it. */
  api: string;
  /** Its pages. */
  home: string;
  may: (permission: string) => boolean;
  reload: () => void;
}

export const Entered = createContext<Here | null>(null);

export function useHere(): Here {
  const here = useContext(Entered);
  if (!here) {
    throw new Error('This is in no workspace and no organization');
  }
  return here;
}

export function here(access: OwnAccess, api: string, home: string, reload: () => void): Here {
  const held = new Set(access.permissions);
  return { access, api, home, may: permission => held.has(permission), reload };
}

const LOGIN_PAGE = 'guildhall.organization';

/** Where somebody signs in: on the page of an organization, or of the platform. */
export function door(slug: string | null): string {
  return slug === null ? '/sign-in' : `/o/${encodeURIComponent(slug)}`;
}

/** The organization whose page somebody signs in on, so that signing out leads there. */
export const ownLoginPage = {
  remember: (slug: string) => localStorage.setItem(LOGIN_PAGE, slug),
  forget: () => localStorage.removeItem(LOGIN_PAGE),
  get: () => localStorage.getItem(LOGIN_PAGE),
};
