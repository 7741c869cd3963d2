// The portals of others that may speak with this server, by an access code.
import { useState } from 'preact/hooks';
import { post, quoted, remove } from '../../api.ts';
import { t, word } from '../../i18n.ts';
import { Button, Empty, Head, Icon, Moment } from '../../kit/basic.tsx';
import { Confirm, Dialog, Once } from '../../kit/dialog.tsx';
import { Choice, Field, Form } from '../../kit/form.tsx';
import type { Fields } from '../../kit/form.tsx';
import { List } from '../../kit/table.tsx';
import { say } from '../../kit/toast.tsx';
import type { Gateway } from '../../types.ts';

const API = '/api/admin/portals';

type Asked = { what: 'rotate' | 'remove'; gateway: Gateway } | { what: 'make' } | null;

export function Gateways() {
  const [asked, setAsked] = useState<Asked>(null);
  const [made, setMade] = useState<Gateway | null>(null);
  const [version, setVersion] = useState(0);
  const close = () => setAsked(null);
  const show = (gateway: Gateway) => {
    setMade(gateway);
    setVersion(version + 1);
  };
  const submit = async ({ name = '', secureChannel = '' }: Fields) => {
    show(await post<Gateway>(API, { name, secureChannel }));
    close();
  };
  return <>
    <Head title={t('gateways.title')} sub={t('gateways.sub')}>
      <Button look="primary" onClick={() => setAsked({ what: 'make' })}><Icon name="plus"/> {t('gateways.make')}</Button></Head>
    <List<Gateway> label={t('gateways.title')} url={API} id={one => one.id} version={version}
      search={text => ({ filter: `name : ${quoted(text)}` })} empty={<Empty title={t('gateways.none')}/>}
      columns={[
        { title: t('chooser.name'), order: 'name', cell: one => one.name },
        { title: t('gateways.channel'), cell: one => word('kind', one.secureChannel) },
        { title: t('common.created'), order: 'createdAt', cell: one => <Moment at={one.createdAt}/> },
        {
          title: t('common.actions'), actions: true, cell: one => <>
            <Button look="quiet" onClick={() => setAsked({ what: 'rotate', gateway: one })}>{t('gateways.rotate')}</Button>
            <Button look="quiet" onClick={() => setAsked({ what: 'remove', gateway: one })}
              aria-label={t('members.removeOf', { name: one.name })}>{t('common.remove')}</Button></>,
        },
      ]}/>
    {asked?.what === 'make' && <Dialog title={t('gateways.make')} close={close}>
      <Form submit={submit} action={t('gateways.make')} cancel={close}>
        <Field label={t('chooser.name')} name="name" required maxLength={200}/>
        <Choice label={t('gateways.channel')} help={t('gateways.channelHelp')} name="secureChannel"
          options={['OPTIONAL', 'REQUIRED'].map(one => [one, word('kind', one)])}/></Form></Dialog>}
    {asked?.what === 'rotate' && <Confirm title={`${t('gateways.rotate')}: ${asked.gateway.name}`} text={t('gateways.rotateText')}
      action={t('gateways.rotate')} close={close} run={async () => show(await post<Gateway>(`${API}/${asked.gateway.id}/rotate`))}/>}
    {asked?.what === 'remove' && <Confirm danger title={t('members.removeOf', { name: asked.gateway.name })} text={t('gateways.removeText')}
      action={t('common.remove')} close={close} run={async () => {
        await remove(`${API}/${asked.gateway.id}`);
        say(t('gateways.removed', { name: asked.gateway.name }));
        setVersion(version + 1);
      }}/>}
    {made?.accessCode && <Once title={t('gateways.code')} secret={made.accessCode} close={() => setMade(null)}/>}
  </>;
}
