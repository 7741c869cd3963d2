// What is around every page of whoever is signed in.
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import { get, post } from './api.ts';
import { t } from './i18n.ts';
import { Button, Icon } from './kit/basic.tsx';
import { go, href, usePlace } from './router.ts';
import { door, ownLoginPage, useMe } from './session.ts';
import type { Organization } from './types.ts';

export interface Tab {
  path: string;
  text: string;
}

export function Shell({ tabs, label, home, name, children }: {
  tabs?: Tab[]; label?: string; home?: string; name?: string; children: ComponentChildren;
}) {
  const { path } = usePlace();
  const [open, setOpen] = useState(false);
  const id = useId();
  useEffect(() => setOpen(false), [path]);
  return <div class={tabs ? 'shell with-tabs' : 'shell'}>
    <a class="skip" href="#main" onClick={event => {
      event.preventDefault();
      document.getElementById('main')?.focus();
    }}>{t('shell.skip')}</a>
    <header class="bar">
      {tabs && <Button look="quiet" aria-label={t('shell.menu')} aria-expanded={open} aria-controls={id}
        onClick={() => setOpen(!open)}><Icon name="menu"/></Button>}
      <a class="brand" href={href('/')}><Logo/><span>{t('app.name')}</span></a>
      {name && home && <a class="where" href={href(home)}>{name}</a>}
      <Person/>
    </header>
    {tabs && home && <nav id={id} class={open ? 'side open' : 'side'} aria-label={label}>
      {tabs.map(tab => {
        const to = home + tab.path;
        const isHere = tab.path ? path === to || path.startsWith(`${to}/`) : path === home;
        return <a key={tab.path} href={href(to)} aria-current={isHere ? 'page' : undefined}>{tab.text}</a>;
      })}
    </nav>}
    <main id="main" tabIndex={-1}>{children}</main>
  </div>;
}

export function Logo() {
  return <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="7"/><path d="M7 13 16 7l9 6v2H7zM9 16h3v7H9zm5.500 0h3v7h-3zM20 16h3v7h-3zM7 24h18v2H7z"/></svg>;
}

function Person() {
  const { me } = useMe();
  return <div class="person">
    <a href={href('/account')} title={me.email}>{me.fullName}</a>
    <Button look="quiet" onClick={() => void signOut(me.organizationId)}>{t('shell.signOut')}</Button>
  </div>;
}

/** Whoever works for an organization comes back to its page, and not to that of the platform. */
async function signOut(organization: string | null): Promise<void> {
  const slug = ownLoginPage.get() ?? (organization === null ? null : await slugOf(organization));
  await post('/api/auth/logout');
  go(door(slug));
}

async function slugOf(organization: string): Promise<string | null> {
  try {
    return (await get<Organization>(`/api/organizations/${organization}`)).slug;
  } catch {
    // Signing out must not fail for want of a nicer page to end on.
    return null;
  }
}
