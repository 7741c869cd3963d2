// The secret keys of a product's backend.
import { useState } from 'preact/hooks';
import { page, post, remove } from '../../api.ts';
import { date, t } from '../../i18n.ts';
import { Button, Card, Empty, Failure, Icon, Loading, Moment } from '../../kit/basic.tsx';
import { useData } from '../../kit/data.ts';
import { Confirm, Dialog, Once } from '../../kit/dialog.tsx';
import { Field, Form } from '../../kit/form.tsx';
import type { Fields } from '../../kit/form.tsx';
import { say } from '../../kit/toast.tsx';
import type { ProductKey } from '../../types.ts';

const DAY_SECONDS = 86_400;

export function ProductKeys({ url }: { url: string }) {
  const keys = useData(url, () => page<ProductKey>(url, { pageSize: 200 }));
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<ProductKey | null>(null);
  const [revoking, setRevoking] = useState<ProductKey | null>(null);
  const submit = async ({ name = '', days = '' }: Fields) => {
    setMade(await post<ProductKey>(url, { name: name || null, ...(days ? { expiresIn: Number(days) * DAY_SECONDS } : {}) }));
    setMaking(false);
    keys.reload();
  };
  return <Card title={t('apps.keys')} actions={<Button onClick={() => setMaking(true)}><Icon name="plus"/> {t('apps.makeKey')}</Button>}>
    {keys.error !== undefined ? <Failure error={keys.error} retry={keys.reload}/>
      : !keys.data ? <Loading/>
        : keys.data.data.length === 0 ? <Empty title={t('apps.noKeys')}/>
          : <ul class="plain">{keys.data.data.map(one => <li key={one.id} class="row">
            <span>{one.name} <code>{one.hint}</code> <span class="muted small block">
              {t('account.lastUsed')}: <Moment at={one.lastUsedAt}/>, {t('invitation.expires')}: {one.expiresAt ? date(one.expiresAt) : t('common.never')}
            </span></span>
            <Button look="quiet" onClick={() => setRevoking(one)} aria-label={t('account.revokeOf', { name: one.name ?? one.hint })}>
              {t('account.revoke')}</Button></li>)}</ul>}
    {making && <Dialog title={t('apps.makeKey')} close={() => setMaking(false)}>
      <Form submit={submit} action={t('apps.makeKey')} cancel={() => setMaking(false)}>
        <Field label={t('chooser.name')} name="name" maxLength={200}/>
        <Field label={t('account.days')} help={t('scim.daysHelp')} name="days" type="number" min={1} max={3650}/>
      </Form></Dialog>}
    {made?.key && <Once title={t('apps.key')} secret={made.key} close={() => setMade(null)}/>}
    {revoking && <Confirm danger title={t('account.revokeOf', { name: revoking.name ?? revoking.hint })} text={t('account.revokeText')}
      action={t('account.revoke')} close={() => setRevoking(null)} run={async () => {
        await remove(`${url}/${revoking.id}`);
        say(t('account.revoked'));
        keys.reload();
      }}/>}
  </Card>;
}
