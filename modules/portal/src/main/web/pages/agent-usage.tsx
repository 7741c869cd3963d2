// What agents took, and how much they may.
import { useState } from 'preact/hooks';
import { get, put } from '../api.ts';
import { date, number, t, word } from '../i18n.ts';
import { Button, Card, Empty, Failure, Head, Loading } from '../kit/basic.tsx';
import { useData } from '../kit/data.ts';
import { Dialog } from '../kit/dialog.tsx';
import { Choice, Field, Form } from '../kit/form.tsx';
import type { Fields } from '../kit/form.tsx';
import { ask, usePlace } from '../router.ts';
import { useHere } from '../session.ts';
import type { AgentBudget, AgentUsage } from '../types.ts';
import { AgentTabs } from './agents.tsx';
import { useNames } from './names.ts';

const GROUPS = ['agent', 'day', 'user', 'model'];

export function Usage() {
  const { api } = useHere();
  const { query } = usePlace();
  const names = useNames();
  const by = GROUPS.find(one => one === query.get('by')) ?? 'agent';
  const usage = useData(`${api} usage ${by}`, () => get<AgentUsage[]>(`${api}/usage`, { groupBy: by }));
  const label = (row: AgentUsage) => {
    switch (by) {
      case 'day': return row.day ? date(row.day) : '';
      case 'user': return names.person(row.userId);
      case 'model': return `${row.provider} ${row.model}`;
      default: return names.agent(row.agentKey ?? '');
    }
  };
  return <>
    <Head title={t('agentUsage.title')} sub={t('agentUsage.sub')}/>
    <AgentTabs at="usage"/>
    <Budget/>
    <div class="list">
      <div class="tools"><div class="search"><Choice label={t('agentUsage.by')} value={by} onChange={event => ask({ by: event.currentTarget.value }, { replace: true })}
        options={GROUPS.map(one => [one, word('group', one)])}/></div></div>
      {usage.error !== undefined ? <Failure error={usage.error} retry={usage.reload}/>
        : !usage.data ? <Loading/>
          : usage.data.length === 0 ? <Empty title={t('agentUsage.none')}/>
            : <div class="scroll" tabIndex={0} role="region" aria-label={t('agentUsage.title')}><table>
              <caption class="hidden">{t('agentUsage.title')}</caption>
              <thead><tr>{[word('group', by), t('agentUsage.runs'), t('agentUsage.input'), t('agentUsage.output'), t('agentUsage.cost')].map(one =>
                <th scope="col" key={one}>{one}</th>)}</tr></thead>
              <tbody>{usage.data.map(row => <tr key={JSON.stringify([row.day, row.agentKey, row.userId, row.provider, row.model])}>
                <th scope="row">{label(row)}</th>
                <td data-title={t('agentUsage.runs')}>{number(row.runs)}</td>
                <td data-title={t('agentUsage.input')}>{number(row.inputTokens)}</td>
                <td data-title={t('agentUsage.output')}>{number(row.outputTokens)}</td>
                <td data-title={t('agentUsage.cost')}>{number(row.cost)}</td></tr>)}</tbody>
            </table></div>}
    </div>
  </>;
}

function Budget() {
  const { api, may } = useHere();
  const budget = useData(`${api} budget`, () => get<AgentBudget>(`${api}/usage/budget`));
  const [editing, setEditing] = useState(false);
  if (budget.error !== undefined) {
    return <Failure error={budget.error} retry={budget.reload}/>;
  }
  if (!budget.data) {
    return <Loading/>;
  }
  const { period, tokens, cost, spent } = budget.data;
  return <Card title={t('agentUsage.budget')} actions={may('agents.manage')
    && <Button look="quiet" onClick={() => setEditing(true)}>{t('agentUsage.change')}</Button>}>
    <p>{word('period', period)}</p>
    <Spent title={t('agentUsage.tokens')} spent={spent.tokens} of={tokens}/>
    <Spent title={t('agentUsage.cost')} spent={spent.cost} of={cost}/>
    {editing && <EditBudget budget={budget.data} close={() => setEditing(false)} done={() => {
      setEditing(false);
      budget.reload();
    }}/>}
  </Card>;
}

function Spent({ title, spent, of }: { title: string; spent: number; of: number | null }) {
  return <p class="row"><span>{title}: {of === null ? t('agentUsage.unlimited', { spent: number(spent) })
    : t('agentUsage.spent', { spent: number(spent), of: number(of) })}</span>
    {of !== null && <meter aria-label={title} min={0} max={Math.max(of, 1)} high={Math.max(of, 1) * 0.900} optimum={0} value={spent}/>}</p>;
}

function EditBudget({ budget, close, done }: { budget: AgentBudget; close: () => void; done: () => void }) {
  const { api } = useHere();
  const submit = async ({ period = '', tokens = '', cost = '' }: Fields) => {
    await put(`${api}/usage/budget`, { period, tokens: tokens === '' ? null : Number(tokens), cost: cost === '' ? null : Number(cost) });
    done();
  };
  return <Dialog title={t('agentUsage.budget')} close={close}>
    <Form submit={submit} action={t('common.save')} cancel={close}>
      <Choice label={t('agentUsage.period')} name="period" value={budget.period} options={['DAY', 'MONTH'].map(one => [one, word('period', one)])}/>
      <Field label={t('agentUsage.tokens')} help={t('agentUsage.emptyHelp')} name="tokens" type="number" min={0} step={1} defaultValue={budget.tokens ?? ''}/>
      <Field label={t('agentUsage.cost')} help={t('agentUsage.emptyHelp')} name="cost" type="number" min={0} step="any" defaultValue={budget.cost ?? ''}/>
    </Form>
  </Dialog>;
}
