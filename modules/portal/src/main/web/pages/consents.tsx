// What one lets applications do.
import { useState } from 'preact/hooks';
import { remove } from '../api.ts';
import { t } from '../i18n.ts';
import { Button, Empty, Moment } from '../kit/basic.tsx';
import { Confirm } from '../kit/dialog.tsx';
import { List } from '../kit/table.tsx';
import { say } from '../kit/toast.tsx';
import type { ApplicationConsent } from '../types.ts';

export function Consents() {
  const [ending, setEnding] = useState<ApplicationConsent | null>(null);
  const [version, setVersion] = useState(0);
  return <>
    <p class="muted">{t('consents.text')}</p>
    <List<ApplicationConsent> label={t('consents.title')} url="/api/auth/consents" id={one => one.id} version={version}
      empty={<Empty title={t('consents.none')}/>}
      columns={[
        { title: t('chooser.name'), cell: one => one.clientName },
        { title: t('account.scopes'), cell: one => <code>{one.scopes.join(' ')}</code> },
        { title: t('consents.since'), order: 'createdAt', cell: one => <Moment at={one.createdAt}/> },
        {
          title: t('common.actions'), actions: true, cell: one => <Button look="quiet" onClick={() => setEnding(one)}
            aria-label={t('consents.endOf', { name: one.clientName })}>{t('consents.end')}</Button>,
        },
      ]}/>
    {ending && <Confirm danger title={t('consents.endOf', { name: ending.clientName })} text={t('consents.endText')}
      action={t('consents.end')} close={() => setEnding(null)} run={async () => {
        await remove(`/api/auth/consents/${ending.id}`);
        say(t('consents.ended', { name: ending.clientName }));
        setVersion(version + 1);
      }}/>}
  </>;
}
