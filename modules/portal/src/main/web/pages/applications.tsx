// The applications of others that act for people by OAuth: those of an organization, or of the platform.
import { useState } from 'preact/hooks';
import { get, post, quoted } from '../api.ts';
import { joined, t, word } from '../i18n.ts';
import { Badge, Button, Empty, Failure, Head, Icon, Loading, Moment, Tabs } from '../kit/basic.tsx';
import { useData } from '../kit/data.ts';
import { Dialog, Once } from '../kit/dialog.tsx';
import { Area, Check, Field, Form, Group } from '../kit/form.tsx';
import type { Fields } from '../kit/form.tsx';
import { List } from '../kit/table.tsx';
import { href } from '../router.ts';
import { useHere } from '../session.ts';
import type { Application, Permission } from '../types.ts';

export const FLOWS = ['AUTHORIZATION_CODE', 'DEVICE_CODE', 'CLIENT_CREDENTIALS'];

/** An organization has rules about applications; the platform has none. */
export function ApplicationTabs({ at }: { at: string }) {
  const { home, may } = useHere();
  return may('organization.oauth.manage') ? <Tabs label={t('tab.applications')} at={at} of={[
    { id: 'applications', text: t('tab.applications'), href: href(`${home}/applications`) },
    { id: 'rules', text: t('rules.title'), href: href(`${home}/applications/rules`) },
  ]}/> : null;
}

export function Applications() {
  const { api, home } = useHere();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<Application | null>(null);
  const [version, setVersion] = useState(0);
  return <>
    <Head title={t('tab.applications')} sub={t('applications.sub')}>
      <Button look="primary" onClick={() => setMaking(true)}><Icon name="plus"/> {t('applications.register')}</Button></Head>
    <ApplicationTabs at="applications"/>
    <List<Application> label={t('tab.applications')} url={`${api}/oauth/clients`} id={one => one.id} version={version}
      search={text => ({ filter: `name : ${quoted(text)}` })}
      empty={<Empty title={t('applications.none')}><p>{t('applications.noneText')}</p></Empty>}
      columns={[
        { title: t('chooser.name'), cell: one => <><a href={href(`${home}/applications/${one.id}`)}>{one.name}</a>
          {one.selfRegistered && <> <Badge tone="warn">{t('applications.self')}</Badge></>}</> },
        { title: t('applications.flows'), cell: one => joined(one.grantTypes.map(type => word('flow', type))) },
        { title: t('account.scopes'), cell: one => <code class="cut">{one.scopes.join(' ')}</code> },
        { title: t('common.created'), order: 'createdAt', cell: one => <Moment at={one.createdAt}/> },
      ]}/>
    {making && <Register close={() => setMaking(false)} made={application => {
      setMaking(false);
      setMade(application);
      setVersion(version + 1);
    }}/>}
    {made?.clientSecret && <Once title={t('applications.secret')} secret={made.clientSecret} close={() => setMade(null)}/>}
  </>;
}

function Register({ close, made }: { close: () => void; made: (application: Application) => void }) {
  const { api } = useHere();
  const submit = async (fields: Fields, form: HTMLFormElement) => made(
    await post<Application>(`${api}/oauth/clients`, { ...asked(fields, form), confidential: fields.confidential !== undefined }));
  return <Dialog title={t('applications.register')} close={close} wide>
    <Form submit={submit} action={t('applications.register')} cancel={close}>
      <ApplicationFields/>
      <Check label={t('applications.confidential')} help={t('applications.confidentialHelp')} name="confidential"/>
    </Form>
  </Dialog>;
}

/** What an application is called, may ask for, and where browsers go back to. */
export function ApplicationFields({ application }: { application?: Application }) {
  const permissions = useData('permissions', () => get<Permission[]>('/api/permissions'));
  const flows = new Set(application?.grantTypes ?? ['AUTHORIZATION_CODE']);
  const scopes = new Set(application?.scopes);
  if (permissions.error !== undefined) {
    return <Failure error={permissions.error} retry={permissions.reload}/>;
  }
  if (!permissions.data) {
    return <Loading/>;
  }
  const known = new Set(permissions.data.map(one => one.name));
  return <>
    <Field label={t('chooser.name')} name="name" required maxLength={200} defaultValue={application?.name ?? ''}/>
    <Area label={t('applications.redirects')} help={t('applications.redirectsHelp')} name="redirectUris" spellcheck={false} class="code"
      defaultValue={application?.redirectUris.join('\n') ?? ''}/>
    <Group legend={t('applications.flows')}>{FLOWS.map(flow =>
      <Check key={flow} name="grantTypes" value={flow} label={word('flow', flow)} defaultChecked={flows.has(flow)}/>)}</Group>
    <Group legend={t('applications.scopes')} many>
      {permissions.data.map(one => <Check key={one.name} name="scope" value={one.name} label={one.name} help={one.description}
        defaultChecked={scopes.has(one.name)}/>)}
      <Field label={t('applications.others')} help={t('applications.othersHelp')} name="scopes" spellcheck={false}
        defaultValue={[...scopes].filter(scope => !known.has(scope)).join(' ')}/>
    </Group>
  </>;
}

export function asked({ name = '', redirectUris = '', scopes = '' }: Fields, form: HTMLFormElement) {
  const chosen = new FormData(form);
  return {
    name,
    redirectUris: redirectUris.split(/\s+/).filter(Boolean),
    grantTypes: chosen.getAll('grantTypes').map(String),
    scopes: [...chosen.getAll('scope').map(String), ...scopes.split(/\s+/).filter(Boolean)],
  };
}
