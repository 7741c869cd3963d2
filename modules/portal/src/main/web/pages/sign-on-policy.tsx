// Whether a second factor is asked of those who sign in by a password: in an organization, or everywhere.
import { get } from '../api.ts';
import { t } from '../i18n.ts';
import { Card, Failure, Loading, Notice } from '../kit/basic.tsx';
import { useData } from '../kit/data.ts';
import { Check, Form } from '../kit/form.tsx';
import type { Fields } from '../kit/form.tsx';
import { putTagged, useTagged } from '../kit/tagged.ts';
import { say } from '../kit/toast.tsx';
import { href } from '../router.ts';
import type { Factors, SignInPolicy } from '../types.ts';

/** @param policy where it is told and changed */
export function Policy({ policy: url }: { policy: string }) {
  const policy = useTagged<SignInPolicy>(url);
  const own = useData('factors', () => get<Factors>('/api/auth/factors'));
  if (policy.error !== undefined) {
    return <Failure error={policy.error} retry={policy.reload}/>;
  }
  if (!policy.data) {
    return <Loading/>;
  }
  const { value, tag } = policy.data;
  const submit = async ({ required }: Fields) => {
    await putTagged(url, { secondFactorRequired: required !== undefined }, tag);
    say(t('common.saved'));
    policy.reload();
  };
  return <Card title={t('policy.title')}>
    {own.data && !own.data.totp && !value.secondFactorRequired &&
      <Notice tone="warn"><p>{t('policy.yourself')} <a href={href('/account/factor')}>{t('factor.begin')}</a></p></Notice>}
    <Form submit={submit} action={t('common.save')} key={tag}>
      <Check label={t('policy.required')} help={t('policy.requiredHelp')} name="required" defaultChecked={value.secondFactorRequired}/>
    </Form>
  </Card>;
}
