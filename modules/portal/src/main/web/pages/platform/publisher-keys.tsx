// The keys by which extensions are signed.
import { useState } from 'preact/hooks';
import { post, quoted } from '../../api.ts';
import { plural, t } from '../../i18n.ts';
import { Badge, Button, Empty, Head, Icon, Moment } from '../../kit/basic.tsx';
import { Confirm, Dialog } from '../../kit/dialog.tsx';
import { Field, Form } from '../../kit/form.tsx';
import type { Fields } from '../../kit/form.tsx';
import { List } from '../../kit/table.tsx';
import { say } from '../../kit/toast.tsx';
import type { Concerned, PublisherKey } from '../../types.ts';
import { MarketplaceTabs } from './marketplace.tsx';

const API = '/api/admin/marketplace/keys';

export function PublisherKeys() {
  const [adding, setAdding] = useState(false);
  const [revoking, setRevoking] = useState<PublisherKey | null>(null);
  const [version, setVersion] = useState(0);
  const submit = async ({ name = '', publicKey = '' }: Fields) => {
    await post<PublisherKey>(API, { name, publicKey: publicKey.trim() });
    setAdding(false);
    setVersion(version + 1);
  };
  return <>
    <Head title={t('marketplace.keys')} sub={t('marketplace.keysSub')}>
      <Button look="primary" onClick={() => setAdding(true)}><Icon name="plus"/> {t('marketplace.trust')}</Button></Head>
    <MarketplaceTabs at="keys"/>
    <List<PublisherKey> label={t('marketplace.keys')} url={API} id={one => one.fingerprint} version={version}
      search={text => ({ filter: `name : ${quoted(text)}` })} empty={<Empty title={t('marketplace.noKeys')}/>}
      columns={[
        { title: t('chooser.name'), order: 'name', cell: one => one.name || t('marketplace.configured') },
        { title: t('marketplace.fingerprint'), cell: one => <code>{one.fingerprint}</code> },
        { title: t('common.state'), cell: one => one.revokedAt ? <Badge tone="bad">{t('marketplace.revoked')}</Badge>
          : <Badge tone="good">{t('marketplace.trusted')}</Badge> },
        { title: t('common.created'), order: 'createdAt', cell: one => <Moment at={one.createdAt}/> },
        {
          title: t('common.actions'), actions: true, cell: one => one.revokedAt === null && <Button look="quiet"
            onClick={() => setRevoking(one)} aria-label={t('account.revokeOf', { name: one.name || one.fingerprint })}>
            {t('account.revoke')}</Button>,
        },
      ]}/>
    {adding && <Dialog title={t('marketplace.trust')} close={() => setAdding(false)}>
      <Form submit={submit} action={t('marketplace.trust')} cancel={() => setAdding(false)}>
        <Field label={t('extensions.publisher')} name="name" required maxLength={100}/>
        <Field label={t('marketplace.publicKey')} help={t('marketplace.publicKeyHelp')} name="publicKey" required spellcheck={false}
          autocomplete="off"/></Form></Dialog>}
    {revoking && <Confirm danger title={t('account.revokeOf', { name: revoking.name || revoking.fingerprint })}
      text={t('marketplace.revokeText')} action={t('account.revoke')} close={() => setRevoking(null)} run={async () => {
        const { concerned } = await post<{ concerned: Concerned[] }>(`${API}/${encodeURIComponent(revoking.fingerprint)}/revoke`);
        say(concerned.length > 0 ? plural('marketplace.concerned', concerned.length) : t('account.revoked'));
        setVersion(version + 1);
      }}/>}
  </>;
}
