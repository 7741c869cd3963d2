// The portal: which page is shown for which address, to whoever is signed in.
import { render } from 'preact';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { get, onRefusal, post } from './api.ts';
import { speak, t } from './i18n.ts';
import { Failure, Head, Loading } from './kit/basic.tsx';
import { useData } from './kit/data.ts';
import { Dialog } from './kit/dialog.tsx';
import { Field, Form } from './kit/form.tsx';
import type { Fields } from './kit/form.tsx';
import { lazily } from './kit/lazy.tsx';
import { Toasts } from './kit/toast.tsx';
import { Account } from './pages/account.tsx';
import { Chooser } from './pages/chooser.tsx';
import { UsePasskey } from './pages/passkeys.tsx';
import { Recovery, isRecovery } from './pages/recovery.tsx';
import { SignIn } from './pages/sign-in.tsx';
import { WorkspacePages } from './pages/workspace.tsx';
import { usePasskey } from './passkeys.ts';
import { followLinks, go, match, usePlace } from './router.ts';
import { Signed, door, ownLoginPage } from './session.ts';
import { Shell } from './shell.tsx';
import type { Factors, Me } from './types.ts';

const OrganizationPages = lazily('organizations', () => import('./pages/organization.tsx').then(module => module.OrganizationPages));
const Authorize = lazily('authorize', () => import('./pages/authorize.tsx').then(module => module.Authorize));
const Device = lazily('device', () => import('./pages/authorize.tsx').then(module => module.Device));
const PlatformPages = lazily('platform', () => import('./pages/platform/platform.tsx').then(module => module.PlatformPages));

function App() {
  const { path, query } = usePlace();
  const own = match('/o/:slug', path);
  const isDoor = path === '/sign-in' || own !== null;
  const [proving, setProving] = useState<((done: boolean) => void) | null>(null);
  const where = useRef({ path, query });
  where.current = { path, query };
  useEffect(() => onRefusal({
    signedOut: () => {
      const { path: from, query: asked } = where.current;
      if (from !== '/sign-in' && !from.startsWith('/o/') && !isRecovery(from)) {
        const search = asked.toString();
        go(door(ownLoginPage.get()), { query: { next: search ? `${from}?${search}` : from }, replace: true });
      }
    },
    factorRequired: () => go('/account/factor', { replace: true }),
    stepUp: () => new Promise(resolve => setProving(() => resolve)),
  }), []);
  const proved = useCallback((done: boolean) => {
    proving?.(done);
    setProving(null);
  }, [proving]);
  return <>
    {isRecovery(path) ? <Recovery path={path}/> : isDoor ? <SignIn slug={own?.slug} next={query.get('next') ?? '/'}/> : <Inside path={path}/>}
    {proving && <StepUp done={proved}/>}
    <Toasts/>
  </>;
}

function Inside({ path }: { path: string }) {
  const me = useData('me', () => get<Me>('/api/auth/me'));
  const signed = useMemo(() => (me.data ? { me: me.data, reload: me.reload } : null), [me.data, me.reload]);
  if (me.error !== undefined) {
    return <main class="door"><Failure error={me.error} retry={me.reload}/></main>;
  }
  if (!signed) {
    return <main class="door"><Loading/></main>;
  }
  return <Signed.Provider value={signed}><Page path={path}/></Signed.Provider>;
}

function Page({ path }: { path: string }) {
  const workspace = path.match(/^\/w\/([^/]+)(\/.*)?$/);
  if (workspace) {
    return <WorkspacePages id={decodeURIComponent(workspace[1]!)} rest={workspace[2] ?? '/'}/>;
  }
  const organization = path.match(/^\/org\/([^/]+)(\/.*)?$/);
  if (organization) {
    return <OrganizationPages id={decodeURIComponent(organization[1]!)} rest={organization[2] ?? '/'}/>;
  }
  if (path === '/authorize') {
    return <Authorize request={location.search.slice(1)}/>;
  }
  if (path === '/device') {
    return <Device/>;
  }
  const platform = path.match(/^\/platform(\/.*)?$/);
  if (platform) {
    return <PlatformPages rest={platform[1] ?? '/'}/>;
  }
  if (path === '/account' || path.startsWith('/account/')) {
    return <Shell><Account rest={path.slice('/account'.length) || '/'}/></Shell>;
  }
  return <Shell>{path === '/' ? <Chooser/> : <NotFound/>}</Shell>;
}

function NotFound() {
  return <><Head title={t('notFound.title')}/><p>{t('notFound.text')}</p></>;
}

function StepUp({ done }: { done: (proved: boolean) => void }) {
  const factors = useData('factors', () => get<Factors>('/api/auth/factors'));
  const prove = async ({ password, secret = '' }: Fields) => {
    await post('/api/auth/step-up', password !== undefined ? { password }
      : /^\d{6}$/.test(secret) ? { code: secret } : { recoveryCode: secret });
    done(true);
  };
  return <Dialog title={t('stepUp.title')} close={() => done(false)}>
    <p>{t('stepUp.text')}</p>
    {factors.error !== undefined ? <Failure error={factors.error} retry={factors.reload}/>
      : !factors.data ? <Loading/>
        : <>
          {factors.data.passkeys.length > 0 && <UsePasskey label={t('stepUp.passkey')} use={async () => {
            await post('/api/auth/step-up', { passkey: await usePasskey('/api/auth/step-up/passkey-options') });
            done(true);
          }}/>}
          <Form submit={prove} action={t('stepUp.action')} cancel={() => done(false)}>
            {factors.data.totp || factors.data.passkeys.length > 0
              ? <Field label={t('signIn.code')} help={t('signIn.codeHelp')} name="secret" required autocomplete="one-time-code"/>
              : <Field label={t('signIn.password')} name="password" type="password" required autocomplete="current-password"/>}
          </Form>
        </>}
  </Dialog>;
}

await speak(navigator.languages);
followLinks();
render(<App/>, document.body);
