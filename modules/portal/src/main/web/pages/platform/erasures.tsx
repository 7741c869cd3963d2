// The persons and workspaces of which nothing stays but a signed receipt.
import { useState } from 'preact/hooks';
import { get } from '../../api.ts';
import { dateTime, t, word } from '../../i18n.ts';
import { Button, Code, Empty, Facts, Failure, Head, Loading, Moment, State, json } from '../../kit/basic.tsx';
import { useData } from '../../kit/data.ts';
import { Dialog } from '../../kit/dialog.tsx';
import { List } from '../../kit/table.tsx';
import type { Erasure } from '../../types.ts';

const API = '/api/admin/erasures';

export function Erasures() {
  const [shown, setShown] = useState<Erasure | null>(null);
  return <>
    <Head title={t('erasures.title')} sub={t('erasures.sub')}/>
    <List<Erasure> label={t('erasures.title')} url={API} id={one => one.id} empty={<Empty title={t('erasures.none')}/>}
      columns={[
        { title: t('erasures.subject'), cell: one => <>{word('kind', one.kind)} <code>{one.subjectId}</code></> },
        { title: t('common.state'), cell: one => <State value={one.state}/> },
        { title: t('erasures.reason'), cell: one => one.reason },
        { title: t('audit.time'), order: 'requestedAt', cell: one => <Moment at={one.requestedAt}/> },
        {
          title: t('common.details'), actions: true,
          cell: one => <Button look="quiet" onClick={() => setShown(one)}>{t('common.details')}</Button>,
        },
      ]}/>
    {shown && <Receipt id={shown.id} close={() => setShown(null)}/>}
  </>;
}

function Receipt({ id, close }: { id: string; close: () => void }) {
  const one = useData(id, () => get<Erasure>(`${API}/${id}`));
  return <Dialog title={t('erasures.receipt')} close={close} wide>
    {one.error !== undefined ? <Failure error={one.error} retry={one.reload}/>
      : !one.data ? <Loading/>
        : <div class="stack">
          <Facts of={[
            [t('common.state'), <State value={one.data.state}/>],
            [t('audit.actor'), <code>{one.data.requestedBy}</code>],
            [t('audit.time'), dateTime(one.data.requestedAt)],
            [t('erasures.completed'), one.data.completedAt ? dateTime(one.data.completedAt) : ''],
            [t('erasures.reason'), one.data.reason ?? ''],
          ]}/>
          {one.data.receipt !== null && <Code label={t('erasures.receipt')}>{json(one.data.receipt)}</Code>}
        </div>}
  </Dialog>;
}
