// Whether the server that answers can serve requests, part by part.
import { send } from '../../api.ts';
import { Problem } from '../../api.ts';
import { t } from '../../i18n.ts';
import { Button, Card, Failure, Head, Icon, Loading, State } from '../../kit/basic.tsx';
import { useData } from '../../kit/data.ts';
import type { Health } from '../../types.ts';

export function HealthPage() {
  const health = useData('health', () => send<Health>('GET', '/health/ready').then(answer => answer.data));
  return <>
    <Head title={t('platform.health')} sub={t('platform.healthSub')}>
      <Button onClick={health.reload}><Icon name="refresh"/> {t('common.refresh')}</Button></Head>
    {health.error instanceof Problem ? <Failure error={health.error} retry={health.reload}/>
      : !health.data ? <Loading/>
        : <Card title={t('platform.parts')} actions={<State value={health.data.status}/>}>
          <ul class="plain">{(health.data.checks ?? []).map(check => <li key={check.id} class="row">
            <span><code>{check.id}</code></span><State value={check.status}/></li>)}</ul></Card>}
  </>;
}
