// Who did what, when and from where, with the difference it made; and whether the log is whole.
import { useState } from 'preact/hooks';
import { get, quoted } from '../api.ts';
import { dateTime, number, t } from '../i18n.ts';
import { Button, ButtonLink, Empty, Facts, Failure, Head, Moment, Notice } from '../kit/basic.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { List } from '../kit/table.tsx';
import { useHere } from '../session.ts';
import type { AuditEntry } from '../types.ts';

interface Verdict {
  valid: boolean;
  entries: number;
  head: string;
  firstInvalid?: number;
}

export function Audit() {
  const { api } = useHere();
  const [shown, setShown] = useState<AuditEntry | null>(null);
  return <>
    <Head title={t('tab.audit')} sub={t('audit.sub')}>
      <Verify/>
      <ButtonLink href={`${api}/audit?format=csv`} download="audit.csv">{t('audit.export')}</ButtonLink>
    </Head>
    <List<AuditEntry> label={t('tab.audit')} url={`${api}/audit`} id={entry => entry.hash}
      query={{ orderBy: 'sequence desc' }}
      search={text => ({ filter: ['action', 'actor', 'subject'].map(field => `${field} : ${quoted(text)}`).join(' OR ') })}
      empty={<Empty title={t('audit.empty')}/>}
      columns={[
        { title: t('audit.action'), cell: entry => <code>{entry.action ?? t('audit.redacted')}</code> },
        { title: t('audit.actor'), cell: entry => actorName(entry) },
        { title: t('audit.subject'), cell: entry => <code class="cut">{entry.subject}</code> },
        { title: t('audit.time'), cell: entry => <Moment at={entry.time}/> },
        {
          title: t('common.details'), actions: true,
          cell: entry => <Button look="quiet" onClick={() => setShown(entry)}>{t('common.details')}</Button>,
        },
      ]}/>
    {shown && <Entry entry={shown} close={() => setShown(null)}/>}
  </>;
}

export function actorName(entry: { actor?: string; actorEmail?: string }): string {
  return entry.actorEmail ?? entry.actor ?? '';
}

function Entry({ entry, close }: { entry: AuditEntry; close: () => void }) {
  const rows = differences(entry.before ?? {}, entry.after ?? {});
  return <Dialog title={entry.action ?? t('audit.redacted')} close={close} wide>
    <div class="stack">
      <Facts of={[
        [t('audit.actor'), actorName(entry)],
        [t('audit.time'), entry.time ? dateTime(entry.time) : ''],
        [t('audit.subject'), <code>{entry.subject}</code>],
        [t('audit.address'), entry.address ?? ''],
        [t('audit.credential'), entry.credentialKind ?? ''],
        [t('error.request'), <code>{entry.requestId}</code>],
      ]}/>
      {rows.length > 0 && <div class="scroll" tabIndex={0} role="region" aria-label={t('audit.changes')}><table class="diff">
        <caption class="hidden">{t('audit.changes')}</caption>
        <thead><tr><th scope="col">{t('audit.field')}</th><th scope="col">{t('audit.before')}</th>
          <th scope="col">{t('audit.after')}</th></tr></thead>
        <tbody>{rows.map(row => <tr key={row.field}><th scope="row"><code>{row.field}</code></th>
          <td class={row.isChanged ? 'was' : ''}>{shownValue(row.before)}</td>
          <td class={row.isChanged ? 'is' : ''}>{shownValue(row.after)}</td></tr>)}</tbody>
      </table></div>}
    </div>
  </Dialog>;
}

function differences(before: Record<string, unknown>, after: Record<string, unknown>) {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].map(field => ({
    field, before: before[field], after: after[field],
    isChanged: JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  }));
}

function shownValue(value: unknown) {
  return value === undefined ? '' : <code>{typeof value === 'string' ? value : JSON.stringify(value)}</code>;
}

function Verify() {
  const { api } = useHere();
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<Verdict | null>(null);
  const [error, setError] = useState<unknown>();
  const run = async () => {
    setBusy(true);
    setError(undefined);
    try {
      setResult(await get<Verdict>(`${api}/audit/verify`));
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return <>
    <Button busy={busy} onClick={() => void run()}>{t('audit.verify')}</Button>
    {error !== undefined && <Failure error={error}/>}
    {result && <Dialog title={t('audit.verify')} close={() => setResult(null)}>
      <Notice tone={result.valid ? 'good' : 'bad'}>
        <p>{result.valid ? t('audit.valid', { entries: number(result.entries) })
          : t('audit.invalid', { entry: number(result.firstInvalid ?? 0) })}</p>
        <p class="small">{t('audit.head')} <code class="wrap">{result.head}</code></p>
      </Notice>
    </Dialog>}
  </>;
}
