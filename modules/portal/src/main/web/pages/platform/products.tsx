// The products that are run on the platform.
import { useState } from 'preact/hooks';
import { post, quoted } from '../../api.ts';
import { t } from '../../i18n.ts';
import { Button, Empty, Head, Icon, Moment } from '../../kit/basic.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { Field, Form } from '../../kit/form.tsx';
import type { Fields } from '../../kit/form.tsx';
import { List } from '../../kit/table.tsx';
import { go, href } from '../../router.ts';
import type { Product } from '../../types.ts';

export function Products() {
  const [making, setMaking] = useState(false);
  const submit = async ({ name = '' }: Fields) => go(`/platform/apps/${(await post<Product>('/api/apps', { name })).id}`);
  return <>
    <Head title={t('apps.title')} sub={t('apps.sub')}>
      <Button look="primary" onClick={() => setMaking(true)}><Icon name="plus"/> {t('apps.make')}</Button></Head>
    <List<Product> label={t('apps.title')} url="/api/apps" id={one => one.id} search={text => ({ filter: `name : ${quoted(text)}` })}
      empty={<Empty title={t('apps.none')}><p>{t('apps.noneText')}</p></Empty>}
      columns={[
        { title: t('chooser.name'), order: 'name', cell: one => <a href={href(`/platform/apps/${one.id}`)}>{one.name}</a> },
        { title: t('common.created'), order: 'createdAt', cell: one => <Moment at={one.createdAt}/> },
      ]}/>
    {making && <Dialog title={t('apps.make')} close={() => setMaking(false)}>
      <Form submit={submit} action={t('apps.make')} cancel={() => setMaking(false)}>
        <Field label={t('chooser.name')} name="name" required maxLength={200}/></Form></Dialog>}
  </>;
}
