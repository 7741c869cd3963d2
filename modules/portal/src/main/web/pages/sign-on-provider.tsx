// The identity provider of an organization: how it is connected, whether that works, and whether passwords still do.
import { useState } from 'preact/hooks';
import { t } from '../i18n.ts';
import { Badge, Button, Card, Copyable, Failure, Loading, Notice } from '../kit/basic.tsx';
import type { Tone } from '../kit/basic.tsx';
import { Confirm } from '../kit/dialog.tsx';
import { removeTagged, useOptional } from '../kit/tagged.ts';
import type { Tagged } from '../kit/tagged.ts';
import { say } from '../kit/toast.tsx';
import { date } from '../i18n.ts';
import { useHere } from '../session.ts';
import type { SingleSignOn } from '../types.ts';
import { Enforcement } from './sign-on-enforcement.tsx';
import { ProviderForm } from './sign-on-form.tsx';
import { Test } from './sign-on-test.tsx';

export function Provider() {
  const { api } = useHere();
  const url = `${api}/sso`;
  const loaded = useOptional<SingleSignOn>(url, 'SSO.NOT_CONFIGURED');
  if (loaded.error !== undefined) {
    return <Failure error={loaded.error} retry={loaded.reload}/>;
  }
  if (loaded.data === undefined) {
    return <Loading/>;
  }
  const current = loaded.data;
  return <>
    {current === null && <Notice><p><strong>{t('signOn.none')}</strong></p><p>{t('signOn.noneText')}</p></Notice>}
    <ProviderForm key={current?.tag} current={current} saved={loaded.reload}/>
    {current && <Connected current={current} changed={loaded.reload}/>}
  </>;
}

function Connected({ current, changed }: { current: Tagged<SingleSignOn>; changed: () => void }) {
  const { api } = useHere();
  const { value: sso, tag } = current;
  const [removing, setRemoving] = useState(false);
  return <>
    <div class="columns">
      <Registration sso={sso}/>
      <div class="stack">
        <Test/>
        <Enforcement current={current} changed={changed}/>
      </div>
    </div>
    {sso.certificates.length > 0 && <Certificates of={sso.certificates}/>}
    <p><Button look="danger" onClick={() => setRemoving(true)}>{t('signOn.remove')}</Button></p>
    {removing && <Confirm danger title={t('signOn.remove')} text={t('signOn.removeText')} action={t('common.remove')}
      close={() => setRemoving(false)} run={async () => {
        await removeTagged(`${api}/sso`, tag);
        say(t('signOn.removed'));
        changed();
      }}/>}
  </>;
}

/** What the provider is to be told of this server. */
function Registration({ sso }: { sso: SingleSignOn }) {
  const told: [string, string][] = sso.provider === 'OIDC'
    ? [[t('signOn.redirect'), sso.redirectUri], [t('signOn.logout'), sso.backchannelLogoutUri]]
    : [[t('signOn.metadataAddress'), sso.spEntityId], [t('signOn.acs'), sso.assertionConsumerUri]];
  return <Card title={t('signOn.register')}>
    {[...told, [t('signOn.signInAddress'), sso.signInUri] as [string, string]].map(([name, text]) =>
      <section key={name}><h3>{name}</h3><Copyable label={name} text={text}/></section>)}
  </Card>;
}

const DAY_MILLIS = 86_400_000;
const SOON_DAYS = 30;

function Certificates({ of }: { of: SingleSignOn['certificates'] }) {
  return <Card title={t('signOn.certificates')}>
    <ul class="plain">{of.map(one => <li key={one.fingerprint} class="row">
      <span>{one.subject}<code class="block muted wrap">{one.fingerprint}</code></span>
      <Badge tone={tone(one.expiresAt)}>{Date.parse(one.expiresAt) < Date.now() ? t('signOn.expired', { date: date(one.expiresAt) })
        : t('signOn.until', { date: date(one.expiresAt) })}</Badge></li>)}</ul></Card>;
}

function tone(expiresAt: string): Tone {
  const days = (Date.parse(expiresAt) - Date.now()) / DAY_MILLIS;
  return days < 0 ? 'bad' : days < SOON_DAYS ? 'warn' : 'good';
}
