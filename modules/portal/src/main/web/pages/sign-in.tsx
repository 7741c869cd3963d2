// The door: a password, a second factor where there is one, a passkey, or the identity provider of one's organization.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Problem, get, page, post, quoted } from '../api.ts';
import { t } from '../i18n.ts';
import { Button, Failure, Notice, Title } from '../kit/basic.tsx';
import { Field, Form } from '../kit/form.tsx';
import type { Fields } from '../kit/form.tsx';
import { usePasskey } from '../passkeys.ts';
import { go, href } from '../router.ts';
import { ownLoginPage } from '../session.ts';
import { Logo } from '../shell.tsx';
import type { Me, Organization } from '../types.ts';
import { UsePasskey } from './passkeys.tsx';

interface Challenge {
  secret: string;
  methods: string[];
}

export function SignIn({ slug, next }: { slug: string | undefined; next: string }) {
  const [challenge, setChallenge] = useState<Challenge | null>(null);
  useEffect(() => {
    if (slug === undefined) {
      ownLoginPage.forget();
    } else {
      ownLoginPage.remember(slug);
    }
  }, [slug]);
  const enter = async () => {
    if (slug !== undefined) {
      await enterOrganization(slug);
    }
    go(inside(next).path, { query: inside(next).query, replace: true });
  };
  return <main class="door">
    <div class="card">
      <p class="brand"><Logo/>{t('app.name')}</p>
      <Title sub={slug !== undefined && t('signIn.organization', { slug })}>
        {challenge ? t('signIn.secondFactor') : t('signIn.title')}</Title>
      {challenge
        ? <SecondFactor challenge={challenge} enter={enter} back={() => setChallenge(null)}/>
        : <Password next={next} enter={enter} challenged={setChallenge}/>}
    </div>
  </main>;
}

/** A place in the portal, whatever an address says. */
function inside(next: string): { path: string; query: Record<string, string> } {
  const url = new URL(next.startsWith('/') && !next.startsWith('//') ? next : '/', 'http://portal');
  return { path: url.pathname, query: Object.fromEntries(url.searchParams) };
}

async function enterOrganization(slug: string): Promise<void> {
  const found = await page<Organization>('/api/organizations', { filter: `slug = ${quoted(slug)}` });
  const only = found.data[0];
  const me = await get<Me>('/api/auth/me');
  if (found.data.length === 1 && only && me.organizationId !== only.id && !me.roles.includes('ADMIN')) {
    await post('/api/auth/organization', { organizationId: only.id });
  }
}

function Password({ next, enter, challenged }: {
  next: string; enter: () => Promise<void>; challenged: (challenge: Challenge) => void;
}) {
  const form = useRef<HTMLDivElement>(null);
  const [mustUseProvider, setMustUseProvider] = useState(false);
  const [error, setError] = useState<unknown>();
  const submit = async ({ email = '', password = '' }: Fields) => {
    setMustUseProvider(false);
    setError(undefined);
    try {
      await post('/api/auth/login', { email, password });
    } catch (problem) {
      if (problem instanceof Problem && problem.code === 'AUTH.CODE_REQUIRED') {
        challenged({ secret: problem.parameter('challenge') ?? '', methods: (problem.parameter('methods') ?? '').split(' ') });
        return;
      }
      setMustUseProvider(problem instanceof Problem && problem.code === 'AUTH.SSO_REQUIRED');
      throw problem;
    }
    await enter();
  };
  const useProvider = async () => {
    const field = form.current?.querySelector<HTMLInputElement>('input[name=email]');
    if (!field?.reportValidity()) {
      return;
    }
    setError(undefined);
    const place = inside(next);
    try {
      const provider = await get<{ location: string }>('/api/auth/sso/start', {
        email: field.value, redirect: href(place.path, place.query) });
      location.assign(provider.location);
    } catch (problem) {
      setError(problem instanceof Problem && problem.code === 'AUTH.SSO_NOT_OFFERED'
        ? new Problem(problem.status, problem.code, t('signIn.noProvider')) : problem);
    }
  };
  return <div ref={form} class="stack">
    <Form submit={submit} action={t('signIn.action')} first>
      <Field label={t('signIn.email')} name="email" type="email" required autocomplete="username"/>
      <Field label={t('signIn.password')} name="password" type="password" required autocomplete="current-password"/>
    </Form>
    <p><a href={href('/forgotten')}>{t('recovery.forgottenLink')}</a></p>
    {mustUseProvider && <Notice tone="warn"><p>{t('signIn.mustUseProvider')}</p></Notice>}
    {error !== undefined && <Failure error={error}/>}
    <UsePasskey label={t('signIn.passkey')} use={async () => {
      await post('/api/auth/login/passkey', await usePasskey('/api/auth/login/passkey/options'));
      await enter();
    }}/>
    <Button onClick={() => void useProvider()}>{t('signIn.provider')}</Button>
  </div>;
}

function SecondFactor({ challenge, enter, back }: { challenge: Challenge; enter: () => Promise<void>; back: () => void }) {
  const submit = async ({ secret = '' }: Fields) => {
    const given = secret.replace(/\s/g, '');
    await post('/api/auth/login/second-factor', {
      challenge: challenge.secret, ...(/^\d{6}$/.test(given) ? { code: given } : { recoveryCode: secret.trim() }),
    });
    await enter();
  };
  return <div class="stack">
    {challenge.methods.includes('PASSKEY') && <UsePasskey label={t('signIn.passkey')} use={async () => {
      const passkey = await usePasskey('/api/auth/login/second-factor/passkey-options', { challenge: challenge.secret });
      await post('/api/auth/login/second-factor', { challenge: challenge.secret, passkey });
      await enter();
    }}/>}
    <Form submit={submit} action={t('signIn.action')} cancel={back} first>
      <Field label={t('signIn.code')} help={t('signIn.codeHelp')} name="secret" required autocomplete="one-time-code"/>
    </Form>
  </div>;
}
