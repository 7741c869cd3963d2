// Who is who to the provider of an organization.
import { useState } from 'preact/hooks';
import { page, remove } from '../api.ts';
import { t } from '../i18n.ts';
import { Button, Empty, Moment } from '../kit/basic.tsx';
import { useData } from '../kit/data.ts';
import { Confirm } from '../kit/dialog.tsx';
import { List } from '../kit/table.tsx';
import { say } from '../kit/toast.tsx';
import { useHere } from '../session.ts';
import type { Member, SsoIdentity } from '../types.ts';

export function Identities() {
  const { api } = useHere();
  // Whoever is beyond the first thousand is shown by their id.
  const names = useData(`names ${api}`, async () => {
    const members = await page<Member>(`${api}/members`, { pageSize: 1000 });
    return new Map(members.data.map(member => [member.userId, `${member.fullName} (${member.email})`]));
  });
  const [ending, setEnding] = useState<SsoIdentity | null>(null);
  const [version, setVersion] = useState(0);
  return <>
    <p class="muted">{t('signOn.identitiesText')}</p>
    <List<SsoIdentity> label={t('signOn.identities')} url={`${api}/sso/identities`} id={one => one.id} version={version}
      empty={<Empty title={t('signOn.noIdentities')}/>}
      columns={[
        { title: t('members.name'), cell: one => names.data?.get(one.userId) ?? <code>{one.userId}</code> },
        { title: t('signOn.subject'), cell: one => <code class="wrap">{one.subject}</code> },
        { title: t('signOn.issuer'), cell: one => <span class="wrap">{one.issuer}</span> },
        { title: t('signOn.since'), order: 'createdAt', cell: one => <Moment at={one.createdAt}/> },
        {
          title: t('common.actions'), actions: true,
          cell: one => <Button look="quiet" onClick={() => setEnding(one)}>{t('signOn.unlink')}</Button>,
        },
      ]}/>
    {ending && <Confirm danger title={t('signOn.unlink')} text={t('signOn.unlinkText')} action={t('signOn.unlink')}
      close={() => setEnding(null)} run={async () => {
        await remove(`${api}/sso/identities/${ending.id}`);
        say(t('signOn.unlinked'));
        setVersion(version + 1);
      }}/>}
  </>;
}
