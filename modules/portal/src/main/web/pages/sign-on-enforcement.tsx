// Whether the members of an organization sign in by its provider only, and who gets in when that is broken.
import { useState } from 'preact/hooks';
import { get } from '../api.ts';
import { t } from '../i18n.ts';
import { Badge, Button, Card, Notice } from '../kit/basic.tsx';
import { useData } from '../kit/data.ts';
import { Confirm } from '../kit/dialog.tsx';
import { putTagged } from '../kit/tagged.ts';
import type { Tagged } from '../kit/tagged.ts';
import { say } from '../kit/toast.tsx';
import { useHere } from '../session.ts';
import type { Member, Organization, SingleSignOn } from '../types.ts';

export function Enforcement({ current: { value: sso, tag }, changed }: { current: Tagged<SingleSignOn>; changed: () => void }) {
  const { api } = useHere();
  const [asked, setAsked] = useState(false);
  const owner = useData(`owner ${api}`, async () => {
    const { ownerId } = await get<Organization>(api);
    return ownerId === null ? null : get<Member>(`${api}/members/${ownerId}`);
  });
  const action = sso.enforced ? t('signOn.permit') : t('signOn.enforce');
  return <Card title={t('signOn.enforcement')} actions={<Badge tone={sso.enforced ? 'good' : 'quiet'}>
    {sso.enforced ? t('signOn.enforced') : t('signOn.notEnforced')}</Badge>}>
    <p>{t('signOn.enforcementText')}</p>
    {owner.data && <Notice><p>{t('signOn.breakGlass', { name: owner.data.fullName, email: owner.data.email })}</p></Notice>}
    {owner.data === null && <Notice tone="warn"><p>{t('signOn.noOwner')}</p></Notice>}
    <p><Button onClick={() => setAsked(true)}>{action}</Button></p>
    {asked && <Confirm title={action} text={sso.enforced ? t('signOn.permitText') : t('signOn.enforceText')} action={action}
      close={() => setAsked(false)} run={async () => {
        await putTagged(`${api}/sso`, { enforced: !sso.enforced }, tag);
        say(t('common.saved'));
        changed();
      }}/>}
  </Card>;
}
