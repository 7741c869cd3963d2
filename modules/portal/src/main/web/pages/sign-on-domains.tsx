// The domains of an organization, each with the record that proves it.
import { useState } from 'preact/hooks';
import { get, post, remove } from '../api.ts';
import { dateTime, t } from '../i18n.ts';
import { Button, Card, Copyable, Empty, Facts, Failure, Icon, Loading, Notice, State } from '../kit/basic.tsx';
import { useData } from '../kit/data.ts';
import { Confirm, Dialog } from '../kit/dialog.tsx';
import { Field, Form } from '../kit/form.tsx';
import type { Fields } from '../kit/form.tsx';
import { say } from '../kit/toast.tsx';
import { useHere } from '../session.ts';
import type { SsoDomain } from '../types.ts';

export function Domains() {
  const { api } = useHere();
  const url = `${api}/sso/domains`;
  const domains = useData(url, () => get<SsoDomain[]>(url));
  const [adding, setAdding] = useState(false);
  const submit = async ({ domain = '' }: Fields) => {
    await post(url, { domain });
    setAdding(false);
    domains.reload();
  };
  return <>
    <p class="actions"><span class="muted grow">{t('signOn.domainsText')}</span>
      <Button look="primary" onClick={() => setAdding(true)}><Icon name="plus"/> {t('signOn.addDomain')}</Button></p>
    {domains.error !== undefined ? <Failure error={domains.error} retry={domains.reload}/>
      : !domains.data ? <Loading/>
        : domains.data.length === 0 ? <Empty title={t('signOn.noDomains')}/>
          : domains.data.map(one => <Domain key={one.domain} one={one} url={`${url}/${encodeURIComponent(one.domain)}`}
            changed={domains.reload}/>)}
    {adding && <Dialog title={t('signOn.addDomain')} close={() => setAdding(false)}>
      <Form submit={submit} action={t('signOn.addDomain')} cancel={() => setAdding(false)}>
        <Field label={t('signOn.domain')} name="domain" required spellcheck={false} autocomplete="off"/></Form></Dialog>}
  </>;
}

function Domain({ one, url, changed }: { one: SsoDomain; url: string; changed: () => void }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [removing, setRemoving] = useState(false);
  const isProven = one.state === 'VERIFIED';
  const check = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const now = await post<SsoDomain>(`${url}/check`);
      say(now.state === 'VERIFIED' ? t('signOn.proven', { domain: one.domain }) : t('signOn.notProven', { domain: one.domain }));
      changed();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return <Card title={one.domain} actions={<State value={one.state}/>}>
    {error !== undefined && <Failure error={error}/>}
    {one.lapsedAt && <Notice tone="bad"><p>{t('signOn.lapsedText')}</p></Notice>}
    {!isProven && one.finding && <Notice tone="warn"><p>{one.finding}</p></Notice>}
    <Facts of={[
      [t('signOn.verifiedAt'), one.verifiedAt ? dateTime(one.verifiedAt) : ''],
      [t('signOn.checkedAt'), one.checkedAt ? dateTime(one.checkedAt) : t('common.never')],
    ]}/>
    <details open={!isProven}>
      <summary>{t('signOn.record', { type: one.recordType })}</summary>
      <div class="stack">
        <section><h3>{t('signOn.recordName')}</h3><Copyable label={t('signOn.recordName')} text={one.recordName}/></section>
        <section><h3>{t('signOn.recordValue')}</h3><Copyable label={t('signOn.recordValue')} text={one.recordValue}/></section>
      </div>
    </details>
    <p class="actions">
      <Button busy={busy} onClick={() => void check()}>{t('signOn.check')}</Button>
      <Button look="danger" onClick={() => setRemoving(true)} aria-label={t('signOn.removeDomain', { domain: one.domain })}>
        {t('common.remove')}</Button>
    </p>
    {removing && <Confirm danger title={t('signOn.removeDomain', { domain: one.domain })} text={t('signOn.removeDomainText')}
      action={t('common.remove')} close={() => setRemoving(false)} run={async () => {
        await remove(url);
        changed();
      }}/>}
  </Card>;
}
