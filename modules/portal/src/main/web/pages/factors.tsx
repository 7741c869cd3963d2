// The authenticator app and the passkeys of one's account, and the codes for the day on which the phone is lost.
import { useState } from 'preact/hooks';
import { get, post, remove } from '../api.ts';
import { dateTime, plural, t } from '../i18n.ts';
import { Button, Card, Copyable, Facts, Failure, Loading, Notice } from '../kit/basic.tsx';
import { useData } from '../kit/data.ts';
import { Confirm } from '../kit/dialog.tsx';
import { Field, Form } from '../kit/form.tsx';
import type { Fields } from '../kit/form.tsx';
import { say } from '../kit/toast.tsx';
import type { Factors } from '../types.ts';
import { Passkeys } from './passkeys.tsx';

interface Enrolment {
  secret: string;
  uri: string;
}

interface Codes {
  recoveryCodes: string[];
}

export function SecondFactor() {
  const factors = useData('factors', () => get<Factors>('/api/auth/factors'));
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const [removing, setRemoving] = useState(false);
  const [error, setError] = useState<unknown>();
  if (factors.error !== undefined) {
    return <Failure error={factors.error} retry={factors.reload}/>;
  }
  if (!factors.data) {
    return <Loading/>;
  }
  const { totp, passkeys, recoveryCodesLeft, required } = factors.data;
  const run = (work: () => Promise<unknown>) => {
    setError(undefined);
    work().catch((failure: unknown) => setError(failure));
  };
  const confirm = async ({ code = '' }: Fields) => {
    setCodes((await post<Codes>('/api/auth/factors/totp/confirm', { code: code.replace(/\s/g, '') })).recoveryCodes);
    setEnrolment(null);
    say(t('factor.enrolled'));
    factors.reload();
  };
  return <><Card title={t('factor.title')}>
    {required && !totp && passkeys.length === 0 && <Notice tone="warn"><p>{t('factor.required')}</p></Notice>}
    {error !== undefined && <Failure error={error}/>}
    {codes && <Notice tone="good"><p>{t('factor.codes')}</p><Copyable label={t('factor.codesLabel')} text={codes.join('\n')}/></Notice>}
    {totp ? <>
      <Facts of={[
        [t('factor.app'), t('factor.since', { time: dateTime(totp.enrolledAt) })],
      ]}/>
      <p class="actions">
        <Button look="danger" onClick={() => setRemoving(true)}>{t('factor.remove')}</Button>
      </p>
    </> : enrolment ? <>
      <p>{t('factor.enter')}</p>
      <Copyable label={t('factor.secret')} text={enrolment.secret}/>
      <p><a href={enrolment.uri}>{t('factor.open')}</a></p>
      <Form submit={confirm} action={t('factor.confirm')}>
        <Field label={t('signIn.code')} name="code" required autocomplete="one-time-code" inputMode="numeric"/></Form>
    </> : <>
      <p>{t('factor.text')}</p>
      <p><Button look="primary" onClick={() => run(async () => setEnrolment(await post<Enrolment>('/api/auth/factors/totp')))}>
        {t('factor.begin')}</Button></p>
    </>}
    {(totp || passkeys.length > 0) && <>
      <Facts of={[[t('factor.codesLabel'), plural('factor.left', recoveryCodesLeft)]]}/>
      <p><Button onClick={() => run(async () => setCodes((await post<Codes>('/api/auth/factors/recovery-codes')).recoveryCodes))}>
        {t('factor.renew')}</Button></p>
    </>}
    {removing && <Confirm danger title={t('factor.remove')} text={t(passkeys.length > 0 ? 'factor.removeAppText' : 'factor.removeText')} action={t('factor.remove')}
      close={() => setRemoving(false)} run={async () => {
        await remove('/api/auth/factors/totp');
        setCodes(null);
        factors.reload();
      }}/>}
  </Card>
  <Passkeys passkeys={passkeys} reload={factors.reload} codes={setCodes}/></>;
}
