// What all workspaces of an organization use, for those who pay for it.
import { get } from '../api.ts';
import type { Key } from '../i18n.ts';
import { bytes, date, number, plural, t } from '../i18n.ts';
import { Button, Card, Empty, Facts, Failure, Head, Loading } from '../kit/basic.tsx';
import { useData } from '../kit/data.ts';
import { Choice, Field } from '../kit/form.tsx';
import { ask, usePlace } from '../router.ts';
import { useHere } from '../session.ts';
import type { Usage as Used } from '../types.ts';
import { Chart, days } from './overview.tsx';

const AMOUNTS: { field: string; title: Key; isSize?: boolean }[] = [
  { field: 'members', title: 'tab.members' },
  { field: 'apiRequests', title: 'usage.requests' },
  { field: 'capabilityCalls', title: 'usage.calls' },
  { field: 'events', title: 'tab.events' },
  { field: 'eventBytes', title: 'usage.eventBytes', isSize: true },
  { field: 'deliveriesSucceeded', title: 'usage.delivered' },
  { field: 'deliveriesDead', title: 'usage.dead' },
  { field: 'agentRuns', title: 'usage.runs' },
  { field: 'agentTokens', title: 'usage.tokens' },
  { field: 'extensionRows', title: 'usage.rows' },
  { field: 'extensionBytes', title: 'usage.bytes', isSize: true },
];

export function Usage() {
  const { api } = useHere();
  const { query } = usePlace();
  const question = { from: query.get('from') ?? '', to: query.get('to') ?? '', groupBy: query.get('by') ?? '' };
  const usage = useData(`${api} ${JSON.stringify(question)}`, () => get<Used>(`${api}/usage/summary`, question));
  return <>
    <Head title={t('tab.usage')} sub={t('usage.sub')}/>
    <Period key={JSON.stringify([question, usage.data?.from])} {...question} from={usage.data?.from ?? question.from}
      to={usage.data?.to ?? question.to}/>
    {usage.error !== undefined ? <Failure error={usage.error} retry={usage.reload}/>
      : !usage.data ? <Loading/> : <Summary usage={usage.data} isDaily={question.groupBy !== 'month'}/>}
  </>;
}

function Period({ from, to, groupBy }: { from: string; to: string; groupBy: string }) {
  return <form class="tools" onSubmit={event => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    ask({ from: String(fields.get('from')), to: String(fields.get('to')), by: String(fields.get('by')) });
  }}>
    <Field label={t('usage.from')} name="from" type="date" defaultValue={from}/>
    <Field label={t('usage.to')} name="to" type="date" defaultValue={to}/>
    <Choice label={t('usage.by')} name="by" value={groupBy} options={[['', t('usage.day')], ['month', t('usage.month')]]}/>
    <Button type="submit">{t('usage.show')}</Button>
  </form>;
}

function Summary({ usage, isDaily }: { usage: Used; isDaily: boolean }) {
  const byDay = new Map(usage.periods.map(period => [period.period, period]));
  const amount = (of: Record<string, number>, { field, isSize }: { field: string; isSize?: boolean }) =>
    isSize ? bytes(of[field] ?? 0) : number(of[field] ?? 0);
  return <>
    {isDaily && <section aria-label={t('usage.charts')} class="charts">{([
      ['apiRequests', 'chart.requests'], ['capabilityCalls', 'chart.calls'], ['events', 'chart.events'],
    ] as const).map(([field, title]) => <Chart key={field} title={plural(title, usage.total[field] ?? 0)} total={usage.total[field] ?? 0}
      points={days(usage).map(day => ({ day, value: byDay.get(day)?.[field] ?? 0 }))}/>)}</section>}
    {usage.periods.length === 0 ? <Empty title={t('usage.none')}/> : <>
      <Card title={t('usage.total', { from: date(usage.from), to: date(usage.to) })}>
        <Facts of={AMOUNTS.map(one => [t(one.title), amount(usage.total, one)])}/></Card>
      <div class="scroll" tabIndex={0} role="region" aria-label={t('tab.usage')}><table class="matrix">
        <caption class="hidden">{t('tab.usage')}</caption>
        <thead><tr><th scope="col">{isDaily ? t('usage.day') : t('usage.month')}</th>
          {AMOUNTS.map(one => <th scope="col" key={one.field}>{t(one.title)}</th>)}</tr></thead>
        <tbody>{usage.periods.map(period => <tr key={period.period}>
          <th scope="row">{isDaily ? date(period.period) : period.period}</th>
          {AMOUNTS.map(one => <td key={one.field}>{amount(period, one)}</td>)}</tr>)}</tbody>
      </table></div></>}
  </>;
}
