// Where people answer what an application asks of them: in the browser, or for a device.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { get, post } from '../api.ts';
import { t } from '../i18n.ts';
import { Button, Failure, Loading, Notice, Title } from '../kit/basic.tsx';
import { useData } from '../kit/data.ts';
import { Field, Form } from '../kit/form.tsx';
import type { Fields } from '../kit/form.tsx';
import { ask, usePlace } from '../router.ts';
import { useMe } from '../session.ts';
import { Logo } from '../shell.tsx';
import type { Authorization, DeviceAuthorization, Organization, Permission } from '../types.ts';

type Decision = 'ALLOW' | 'REFUSE';

function Door({ children }: { children: ComponentChildren }) {
  return <main class="door"><div class="card"><p class="brand"><Logo/>{t('app.name')}</p>{children}</div></main>;
}

/** @param request the query by which the application sent the browser */
export function Authorize({ request }: { request: string }) {
  const asked = useData(request, () => post<Authorization>('/api/auth/authorizations', { request }));
  const onward = asked.data?.redirectTo;
  useEffect(() => {
    if (onward) {
      location.replace(onward);
    }
  }, [onward]);
  const decide = async (decision: Decision) => {
    const { redirectTo } = await post<Authorization>('/api/auth/authorizations', { request, decision });
    location.assign(redirectTo ?? '/portal');
  };
  const question = asked.data;
  return <Door>
    {asked.error !== undefined ? <><Title>{t('authorize.cannot')}</Title><Failure error={asked.error}/></>
      : !question?.client ? <Loading/>
        : <Question client={question.client.name} organization={question.organizationId} scopes={question.scopes ?? []}
          target={question.redirectUri} decide={decide}/>}
  </Door>;
}

export function Device() {
  const { query } = usePlace();
  const code = query.get('user_code') ?? '';
  return <Door>{code === '' ? <CodeForm/> : <DeviceQuestion key={code} userCode={code}/>}</Door>;
}

function CodeForm({ error }: { error?: unknown }) {
  const submit = ({ code = '' }: Fields) => Promise.resolve(ask({ user_code: code.trim() }));
  return <>
    <Title>{t('authorize.device')}</Title>
    <p>{t('authorize.deviceText')}</p>
    {error !== undefined && <Failure error={error}/>}
    <Form submit={submit} action={t('stepUp.action')} first>
      <Field label={t('authorize.code')} name="code" required autocomplete="off" spellcheck={false} maxLength={20}/></Form>
  </>;
}

function DeviceQuestion({ userCode }: { userCode: string }) {
  const asked = useData(userCode, () => post<DeviceAuthorization>('/api/auth/device-authorizations', { userCode }));
  const [decided, setDecided] = useState<Decision | null>(null);
  const decide = async (decision: Decision) => {
    await post<DeviceAuthorization>('/api/auth/device-authorizations', { userCode, decision });
    setDecided(decision);
  };
  if (asked.error !== undefined) {
    return <CodeForm error={asked.error}/>;
  }
  if (decided) {
    return <><Title>{t('authorize.device')}</Title>
      <Notice tone={decided === 'ALLOW' ? 'good' : 'quiet'}>
        <p>{decided === 'ALLOW' ? t('authorize.letIn') : t('authorize.refused')}</p></Notice></>;
  }
  return !asked.data ? <Loading/> : <Question client={asked.data.client.name} organization={asked.data.organizationId}
    scopes={asked.data.scopes} decide={decide}/>;
}

function Question({ client, organization, scopes, target, decide }: {
  client: string; organization: string | null; scopes: string[]; target?: string | null; decide: (decision: Decision) => Promise<void>;
}) {
  const { me } = useMe();
  const permissions = useData('permissions', () => get<Permission[]>('/api/permissions'));
  const where = useData(`organization ${organization ?? ''}`,
    () => (organization ? get<Organization>(`/api/organizations/${organization}`).then(one => t('authorize.in', { organization: one.name }))
      : Promise.resolve(t('authorize.inNone'))));
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const words = new Map(permissions.data?.map(one => [one.name, one.description]));
  const answer = (decision: Decision) => {
    setBusy(true);
    setError(undefined);
    decide(decision).catch((failure: unknown) => setError(failure)).finally(() => setBusy(false));
  };
  return <>
    <Title>{t('authorize.asks', { client })}</Title>
    <p class="wrap">{t('authorize.signedIn', { email: me.email })} {where.data}</p>
    <ul>{scopes.map(scope => <li key={scope}>{words.get(scope) ?? scope} <code class="muted">{scope}</code></li>)}</ul>
    <p class="muted small wrap">{t('authorize.limits')} {target && t('authorize.onward', { target })}</p>
    {error !== undefined && <Failure error={error}/>}
    <p class="actions">
      <Button look="primary" busy={busy} onClick={() => answer('ALLOW')}>{t('rules.allow')}</Button>
      <Button busy={busy} onClick={() => answer('REFUSE')}>{t('rules.refuse')}</Button>
    </p>
  </>;
}
