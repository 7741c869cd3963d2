// Whether the connection to the provider works, and what the provider sent.
import { useState } from 'preact/hooks';
import { post } from '../api.ts';
import { dateTime, t, word } from '../i18n.ts';
import { Badge, Button, Card, Facts, Failure, Notice } from '../kit/basic.tsx';
import { useHere } from '../session.ts';
import type { SamlAnswer, SsoReport } from '../types.ts';

export function Test() {
  const { api } = useHere();
  const [busy, setBusy] = useState(false);
  const [report, setReport] = useState<SsoReport | null>(null);
  const [error, setError] = useState<unknown>();
  const run = async () => {
    setBusy(true);
    setError(undefined);
    try {
      setReport(await post<SsoReport>(`${api}/sso/test`));
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return <Card title={t('signOn.test')}>
    <p class="muted">{t('signOn.testText')}</p>
    <p><Button busy={busy} onClick={() => void run()}>{t('signOn.runTest')}</Button></p>
    {error !== undefined && <Failure error={error}/>}
    <div role="status" class="stack">{report && <Report report={report}/>}</div>
  </Card>;
}

function Report({ report: { passed, checks, latestAnswer } }: { report: SsoReport }) {
  return <>
    <Notice tone={passed ? 'good' : 'bad'}><p><strong>{passed ? t('signOn.passed') : t('signOn.failed')}</strong></p></Notice>
    <ul class="plain">{checks.map(check => <li key={check.aspect + check.message}>
      <Badge tone={check.passed ? 'good' : 'bad'}>{word('aspect', check.aspect)}</Badge> <span class="wrap">{check.message}</span></li>)}</ul>
    {latestAnswer && <Answer answer={latestAnswer}/>}
  </>;
}

function Answer({ answer }: { answer: SamlAnswer }) {
  return <section class="stack">
    <h3>{t('signOn.answer')}</h3>
    <Notice tone={answer.accepted ? 'good' : 'bad'}><p>{answer.message}</p></Notice>
    <Facts of={[
      [t('audit.time'), dateTime(answer.at)],
      [t('signOn.issuer'), answer.issuer ?? ''],
      [t('signOn.destination'), answer.destination ?? ''],
      [t('signOn.status'), answer.status ?? ''],
      [t('signOn.audiences'), answer.audiences.join(', ')],
      [t('signOn.signed'), answer.signed.join(', ')],
      [t('signOn.methods'), answer.signatureMethods.join(', ')],
      [t('signOn.nameIdFormat'), answer.nameIdFormat ?? ''],
      [t('signOn.attributes'), answer.attributes.join(', ')],
    ]}/>
  </section>;
}
