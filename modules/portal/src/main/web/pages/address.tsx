// The address of somebody, and that mail does not reach it.
import { t } from '../i18n.ts';
import { Badge } from '../kit/basic.tsx';

export function Address({ of }: { of: { email: string; mailRefusedAt: string | null } }) {
  return <>{of.email}{of.mailRefusedAt && <> <Badge tone="bad">{t('members.mailRefused')}</Badge></>}</>;
}
