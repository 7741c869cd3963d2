// One's own account: tokens, sessions and the password.
import { useState } from 'preact/hooks';
import { get, post, remove } from '../api.ts';
import { date, t } from '../i18n.ts';
import { Badge, Button, Card, Copyable, Empty, Facts, Failure, Head, Icon, Loading, Moment, Tabs } from '../kit/basic.tsx';
import { useData } from '../kit/data.ts';
import { Confirm, Dialog } from '../kit/dialog.tsx';
import { Check, Choice, Field, Form, Group } from '../kit/form.tsx';
import type { Fields } from '../kit/form.tsx';
import { List } from '../kit/table.tsx';
import { say } from '../kit/toast.tsx';
import { href } from '../router.ts';
import { useMe } from '../session.ts';
import type { OwnSession, Permission, Token } from '../types.ts';
import { Consents } from './consents.tsx';
import { SecondFactor } from './factors.tsx';

export function Account({ rest }: { rest: string }) {
  const { me } = useMe();
  const at = rest === '/tokens' ? 'tokens' : rest === '/sessions' ? 'sessions' : rest === '/factor' ? 'factor'
    : rest === '/applications' ? 'applications' : 'profile';
  return <>
    <Head title={me.fullName} sub={me.email}/>
    <Tabs label={t('account.title')} at={at} of={[
      { id: 'profile', text: t('account.profile'), href: href('/account') },
    { id: 'factor', text: t('factor.title'), href: href('/account/factor') },
      { id: 'tokens', text: t('account.tokens'), href: href('/account/tokens') },
      { id: 'sessions', text: t('account.sessions'), href: href('/account/sessions') },
      { id: 'applications', text: t('consents.title'), href: href('/account/applications') },
    ]}/>
    {at === 'profile' && <Profile/>}
    {at === 'factor' && <SecondFactor/>}
    {at === 'tokens' && <Tokens/>}
    {at === 'sessions' && <Sessions/>}
    {at === 'applications' && <Consents/>}
  </>;
}

function Profile() {
  const { me } = useMe();
  const [moving, setMoving] = useState(false);
  const submit = async ({ currentPassword = '', newPassword = '' }: Fields, form: HTMLFormElement) => {
    await post('/api/auth/password', { currentPassword, newPassword });
    form.reset();
    say(t('account.passwordChanged'));
  };
  return <div class="columns">
    <Card title={t('account.profile')} actions={<Button onClick={() => setMoving(true)}>{t('account.changeEmail')}</Button>}>
      {moving && <ChangeEmail close={() => setMoving(false)}/>}<Facts of={[
      [t('members.name'), me.fullName],
      [t('signIn.email'), <>{me.email} <Badge tone={me.emailVerified ? 'good' : 'warn'}>
        {me.emailVerified ? t('account.verified') : t('account.unverified')}</Badge></>],
    ]}/></Card>
    <Card title={t('account.password')}>
      <Form submit={submit} action={t('account.changePassword')}>
        <input type="text" value={me.email} autocomplete="username" class="hidden" tabIndex={-1} aria-hidden="true" readOnly/>
        <Field label={t('account.currentPassword')} name="currentPassword" type="password" required autocomplete="current-password"/>
        <Field label={t('account.newPassword')} help={t('account.newPasswordHelp')} name="newPassword" type="password" required minLength={8}
          autocomplete="new-password"/>
      </Form>
    </Card>
  </div>;
}

function ChangeEmail({ close }: { close: () => void }) {
  const [askedFor, setAskedFor] = useState<string | null>(null);
  const submit = async ({ email = '' }: Fields) => {
    await post('/api/auth/email', { email });
    setAskedFor(email);
  };
  return <Dialog title={t('account.changeEmail')} close={close}>
    {askedFor !== null ? <p role="status">{t('account.emailAsked', { email: askedFor })}</p>
      : <Form submit={submit} action={t('account.askEmail')} cancel={close}>
        <p>{t('account.changeEmailText')}</p>
        <Field label={t('account.newEmail')} name="email" type="email" required autocomplete="email"/>
      </Form>}
  </Dialog>;
}

function Tokens() {
  const { me } = useMe();
  const names = new Map(me.workspaces.map(one => [one.id, one.name]));
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<Token | null>(null);
  const [revoking, setRevoking] = useState<Token | null>(null);
  const [version, setVersion] = useState(0);
  return <>
    <p class="actions"><span class="muted grow">{t('account.tokensText')}</span>
      <Button look="primary" onClick={() => setMaking(true)}><Icon name="plus"/> {t('account.makeToken')}</Button></p>
    <List<Token> label={t('account.tokens')} url="/api/auth/tokens" id={token => token.id} version={version}
      empty={<Empty title={t('account.noTokens')}/>}
      columns={[
        { title: t('chooser.name'), cell: token => <>{token.name} <code class="muted">{token.hint}</code></> },
        { title: t('account.scopes'), cell: token => token.scopes.length === 0 ? t('account.allScopes') : <code>{token.scopes.join(' ')}</code> },
        { title: t('account.bound'), cell: token => token.workspaceId ? names.get(token.workspaceId) ?? token.workspaceId : t('account.everywhere') },
        { title: t('account.lastUsed'), cell: token => <Moment at={token.lastUsedAt}/> },
        { title: t('invitation.expires'), cell: token => token.expiresAt ? date(token.expiresAt) : t('common.never') },
        {
          title: t('common.actions'), actions: true, cell: token => <Button look="quiet" onClick={() => setRevoking(token)}
            aria-label={t('account.revokeOf', { name: token.name })}>{t('account.revoke')}</Button>,
        },
      ]}/>
    {making && <MakeToken close={() => setMaking(false)} made={token => {
      setMaking(false);
      setMade(token);
      setVersion(version + 1);
    }}/>}
    {made?.token && <Dialog title={t('account.tokenMade')} close={() => setMade(null)}>
      <p>{t('account.tokenOnce')}</p><Copyable label={made.name} text={made.token}/></Dialog>}
    {revoking && <Confirm danger title={t('account.revokeOf', { name: revoking.name })} text={t('account.revokeText')}
      action={t('account.revoke')} close={() => setRevoking(null)} run={async () => {
        await remove(`/api/auth/tokens/${revoking.id}`);
        say(t('account.revoked'));
        setVersion(version + 1);
      }}/>}
  </>;
}

const DAY_SECONDS = 86_400;

function MakeToken({ close, made }: { close: () => void; made: (token: Token) => void }) {
  const { me } = useMe();
  const permissions = useData('permissions', () => get<Permission[]>('/api/permissions'));
  const submit = async ({ name = '', workspaceId = '', days = '' }: Fields, form: HTMLFormElement) => {
    const scopes = new FormData(form).getAll('scope').map(String);
    made(await post<Token>('/api/auth/tokens', {
      name, scopes, ...(workspaceId ? { workspaceId } : {}), ...(days ? { expiresIn: Number(days) * DAY_SECONDS } : {}),
    }));
  };
  return <Dialog title={t('account.makeToken')} close={close} wide>
    {permissions.error !== undefined ? <Failure error={permissions.error} retry={permissions.reload}/>
      : !permissions.data ? <Loading/>
        : <Form submit={submit} action={t('account.makeToken')} cancel={close}>
          <Field label={t('chooser.name')} name="name" required/>
          <Choice label={t('account.bound')} name="workspaceId" options={[
            ['', t('account.everywhere')], ...me.workspaces.map(one => [one.id, one.name] as [string, string])]}/>
          <Field label={t('account.days')} name="days" type="number" min={1} max={3650} defaultValue="90"/>
          <Group legend={t('account.scopesWanted')}>{permissions.data.map(one =>
            <Check key={one.name} name="scope" value={one.name} label={one.name} help={one.description}/>)}</Group>
        </Form>}
  </Dialog>;
}

function Sessions() {
  const [version, setVersion] = useState(0);
  const [error, setError] = useState<unknown>();
  const end = (url: string) => {
    setError(undefined);
    remove(url).then(() => {
      say(t('account.ended'));
      setVersion(version + 1);
    }).catch((failure: unknown) => setError(failure));
  };
  return <>
    <p class="actions"><span class="muted grow">{t('account.sessionsText')}</span>
      <Button onClick={() => end('/api/auth/sessions')}>{t('account.endOthers')}</Button></p>
    {error !== undefined && <Failure error={error}/>}
    <List<OwnSession> label={t('account.sessions')} url="/api/auth/sessions" id={one => one.id} version={version}
      empty={<Empty title={t('account.noSessions')}/>}
      columns={[
        { title: t('account.browser'), cell: one => <>{one.userAgent ?? t('account.unknownBrowser')} {one.current && <Badge tone="good">{t('account.thisOne')}</Badge>}</> },
        { title: t('audit.address'), cell: one => one.address },
        { title: t('account.signedIn'), cell: one => <Moment at={one.createdAt}/> },
        { title: t('account.lastUsed'), cell: one => <Moment at={one.lastUsedAt}/> },
        {
          title: t('common.actions'), actions: true, cell: one => !one.current &&
            <Button look="quiet" onClick={() => end(`/api/auth/sessions/${one.id}`)}>{t('account.end')}</Button>,
        },
      ]}/>
  </>;
}
