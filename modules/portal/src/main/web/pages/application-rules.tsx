// Which applications an organization lets its members let in.
import { useState } from 'preact/hooks';
import { put } from '../api.ts';
import { t } from '../i18n.ts';
import { Badge, Button, Empty, Head, Icon, Moment } from '../kit/basic.tsx';
import { Confirm, Dialog } from '../kit/dialog.tsx';
import { Choice, Field, Form } from '../kit/form.tsx';
import type { Fields } from '../kit/form.tsx';
import { List } from '../kit/table.tsx';
import { say } from '../kit/toast.tsx';
import { useHere } from '../session.ts';
import type { ApplicationRule } from '../types.ts';
import { ApplicationTabs } from './applications.tsx';

export function Rules() {
  const { api } = useHere();
  const url = `${api}/oauth/rules`;
  const [asked, setAsked] = useState<ApplicationRule | 'other' | null>(null);
  const [version, setVersion] = useState(0);
  const decide = async (clientId: string, allowed: boolean) => {
    await put(`${url}/${encodeURIComponent(clientId)}`, { allowed });
    say(t('common.saved'));
    setVersion(version + 1);
  };
  const submit = async ({ clientId = '', allowed = '' }: Fields) => {
    await decide(clientId.trim(), allowed === 'yes');
    setAsked(null);
  };
  return <>
    <Head title={t('rules.title')} sub={t('rules.sub')}>
      <Button look="primary" onClick={() => setAsked('other')}><Icon name="plus"/> {t('rules.decide')}</Button></Head>
    <ApplicationTabs at="rules"/>
    <List<ApplicationRule> label={t('rules.title')} url={url} id={one => one.clientId} version={version}
      empty={<Empty title={t('rules.none')}><p>{t('rules.noneText')}</p></Empty>}
      columns={[
        { title: t('chooser.name'), cell: one => <>{one.clientName} <code class="muted block">{one.clientId}</code></> },
        { title: t('common.state'), cell: one => <Badge tone={one.allowed ? 'good' : 'bad'}>
          {one.allowed ? t('rules.allowed') : t('rules.refused')}</Badge> },
        { title: t('rules.decidedAt'), order: 'decidedAt', cell: one => <Moment at={one.decidedAt}/> },
        {
          title: t('common.actions'), actions: true, cell: one => <Button look="quiet" onClick={() => setAsked(one)}>
            {one.allowed ? t('rules.refuse') : t('rules.allow')}</Button>,
        },
      ]}/>
    {asked === 'other' && <Dialog title={t('rules.decide')} close={() => setAsked(null)}>
      <Form submit={submit} action={t('common.save')} cancel={() => setAsked(null)}>
        <Field label={t('applications.clientId')} help={t('rules.clientIdHelp')} name="clientId" required spellcheck={false} autocomplete="off"/>
        <Choice label={t('rules.decision')} name="allowed" options={[['yes', t('rules.allow')], ['no', t('rules.refuse')]]}/>
      </Form></Dialog>}
    {asked !== null && asked !== 'other' && <Confirm danger={asked.allowed} close={() => setAsked(null)}
      title={asked.allowed ? t('rules.refuseOf', { name: asked.clientName }) : t('rules.allowOf', { name: asked.clientName })}
      text={asked.allowed ? t('rules.refuseText') : t('rules.allowText')} action={asked.allowed ? t('rules.refuse') : t('rules.allow')}
      run={() => decide(asked.clientId, !asked.allowed)}/>}
  </>;
}
