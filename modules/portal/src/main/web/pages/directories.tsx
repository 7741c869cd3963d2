// The directories that say by SCIM who belongs to an organization.
import { useState } from 'preact/hooks';
import { post, remove } from '../api.ts';
import { date, t } from '../i18n.ts';
import { Button, Copyable, Empty, Icon, Moment } from '../kit/basic.tsx';
import { Confirm, Dialog, Once } from '../kit/dialog.tsx';
import { Field, Form } from '../kit/form.tsx';
import type { Fields } from '../kit/form.tsx';
import { List } from '../kit/table.tsx';
import { say } from '../kit/toast.tsx';
import { useHere } from '../session.ts';
import type { Directory } from '../types.ts';

const DAY_SECONDS = 86_400;

type Asked = { what: 'rotate' | 'revoke'; directory: Directory } | { what: 'connect' } | null;

export function Directories() {
  const { api } = useHere();
  const url = `${api}/scim/connections`;
  const [asked, setAsked] = useState<Asked>(null);
  const [shown, setShown] = useState<Directory | null>(null);
  const [version, setVersion] = useState(0);
  const close = () => setAsked(null);
  const made = (directory: Directory) => {
    close();
    setShown(directory);
    setVersion(version + 1);
  };
  const lifetime = ({ days = '' }: Fields) => (days ? { expiresIn: Number(days) * DAY_SECONDS } : {});
  return <>
    <p class="actions"><span class="muted grow">{t('scim.text')}</span>
      <Button look="primary" onClick={() => setAsked({ what: 'connect' })}><Icon name="plus"/> {t('scim.connect')}</Button></p>
    <List<Directory> label={t('scim.title')} url={url} id={one => one.id} version={version}
      empty={<Empty title={t('scim.none')}><p>{t('scim.noneText')}</p></Empty>}
      columns={[
        { title: t('chooser.name'), cell: one => <>{one.name} <code class="muted">{one.hint}</code></> },
        { title: t('common.created'), order: 'createdAt', cell: one => <Moment at={one.createdAt}/> },
        { title: t('account.lastUsed'), cell: one => <><Moment at={one.lastUsedAt}/> <span class="muted">{one.lastUsedFrom}</span></> },
        { title: t('invitation.expires'), cell: one => one.expiresAt ? date(one.expiresAt) : t('common.never') },
        {
          title: t('common.actions'), actions: true, cell: one => <>
            <Button look="quiet" onClick={() => setAsked({ what: 'rotate', directory: one })}
              aria-label={t('scim.rotateOf', { name: one.name })}>{t('scim.rotate')}</Button>
            <Button look="quiet" onClick={() => setAsked({ what: 'revoke', directory: one })}
              aria-label={t('account.revokeOf', { name: one.name })}>{t('account.revoke')}</Button></>,
        },
      ]}/>
    {asked?.what === 'connect' && <Dialog title={t('scim.connect')} close={close}>
      <Form action={t('scim.connect')} cancel={close}
        submit={async fields => made(await post<Directory>(url, { name: fields.name, ...lifetime(fields) }))}>
        <Field label={t('chooser.name')} name="name" required maxLength={200}/>
        <Field label={t('account.days')} help={t('scim.daysHelp')} name="days" type="number" min={1} max={3650}/>
      </Form></Dialog>}
    {asked?.what === 'rotate' && <Dialog title={t('scim.rotateOf', { name: asked.directory.name })} close={close}>
      <p>{t('scim.rotateText')}</p>
      <Form action={t('scim.rotate')} cancel={close}
        submit={async fields => made(await post<Directory>(`${url}/${asked.directory.id}/rotate`, lifetime(fields)))}>
        <Field label={t('account.days')} help={t('scim.daysHelp')} name="days" type="number" min={1} max={3650}/>
      </Form></Dialog>}
    {asked?.what === 'revoke' && <Confirm danger title={t('account.revokeOf', { name: asked.directory.name })}
      text={t('scim.revokeText')} action={t('account.revoke')} close={close} run={async () => {
        await remove(`${url}/${asked.directory.id}`);
        say(t('account.revoked'));
        setVersion(version + 1);
      }}/>}
    {shown?.token && <Once title={t('scim.token')} secret={shown.token} close={() => setShown(null)}>
      <section><h3>{t('scim.baseUrl')}</h3><Copyable label={t('scim.baseUrl')} text={shown.baseUrl}/></section></Once>}
  </>;
}
