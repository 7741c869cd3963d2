// One product: its keys, and the organizations that are its customers.
import { useState } from 'preact/hooks';
import { post } from '../../api.ts';
import { t } from '../../i18n.ts';
import { Button, Card, Empty, Failure, Head, Icon, Loading, Moment, State } from '../../kit/basic.tsx';
import { Confirm, Dialog } from '../../kit/dialog.tsx';
import { Field, Form } from '../../kit/form.tsx';
import type { Fields } from '../../kit/form.tsx';
import { List } from '../../kit/table.tsx';
import { patchTagged, removeTagged, useTagged } from '../../kit/tagged.ts';
import { say } from '../../kit/toast.tsx';
import { go, href } from '../../router.ts';
import type { Organization, Product } from '../../types.ts';
import { ProductKeys } from './product-keys.tsx';

export function ProductPage({ id }: { id: string }) {
  const url = `/api/apps/${encodeURIComponent(id)}`;
  const loaded = useTagged<Product>(url);
  const [step, setStep] = useState<'organization' | 'delete' | null>(null);
  if (loaded.error !== undefined) {
    return <><Head title={t('apps.title')}/><Failure error={loaded.error} retry={loaded.reload}/></>;
  }
  if (!loaded.data) {
    return <Loading/>;
  }
  const { value: app, tag } = loaded.data;
  const close = () => setStep(null);
  const rename = async ({ name = '' }: Fields) => {
    await patchTagged(url, { name }, tag);
    say(t('common.saved'));
    loaded.reload();
  };
  const make = async ({ name = '', slug = '', domain = '' }: Fields) =>
    go(`/org/${(await post<Organization>('/api/organizations', { appId: app.id, name, slug, domain })).id}`);
  return <>
    <Head title={app.name} sub={<code>{app.id}</code>}>
      <Button onClick={() => setStep('organization')}><Icon name="plus"/> {t('apps.makeOrganization')}</Button>
      <Button look="danger" onClick={() => setStep('delete')}>{t('roles.delete')}</Button>
    </Head>
    <Card title={t('settings.name')}><Form submit={rename} action={t('common.save')} key={tag}>
      <Field label={t('chooser.name')} name="name" required maxLength={200} defaultValue={app.name}/></Form></Card>
    <ProductKeys url={`${url}/keys`}/>
    <h2>{t('chooser.organizations')}</h2>
    <List<Organization> label={t('chooser.organizations')} url="/api/organizations" id={one => one.id}
      query={{ filter: `appId = "${app.id}"` }} empty={<Empty title={t('apps.noOrganizations')}/>}
      columns={[
        { title: t('chooser.name'), order: 'name', cell: one => <a href={href(`/org/${one.id}`)}>{one.name}</a> },
        { title: t('organization.slug'), order: 'slug', cell: one => <code>{one.slug}</code> },
        { title: t('signOn.domain'), order: 'domain', cell: one => one.domain },
        { title: t('common.state'), cell: one => <State value={one.status}/> },
        { title: t('common.created'), order: 'createdAt', cell: one => <Moment at={one.createdAt}/> },
      ]}/>
    {step === 'organization' && <Dialog title={t('apps.makeOrganization')} close={close}>
      <Form submit={make} action={t('apps.makeOrganization')} cancel={close}>
        <Field label={t('chooser.name')} name="name" required maxLength={200}/>
        <Field label={t('organization.slug')} help={t('organization.slugHelp')} name="slug" required spellcheck={false} autocomplete="off"/>
        <Field label={t('signOn.domain')} name="domain" required spellcheck={false} autocomplete="off"/>
      </Form></Dialog>}
    {step === 'delete' && <Confirm danger title={t('apps.deleteOf', { name: app.name })} text={t('apps.deleteText')}
      action={t('roles.delete')} close={close} run={async () => {
        await removeTagged(url, tag);
        say(t('roles.deleted', { name: app.name }));
        go('/platform/apps');
      }}/>}
  </>;
}
