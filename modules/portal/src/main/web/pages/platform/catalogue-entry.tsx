// One extension of the catalogue, with its versions, of which one can be taken off the offer.
import { useState } from 'preact/hooks';
import { get, post, remove } from '../../api.ts';
import { number, plural, t, word } from '../../i18n.ts';
import { Badge, Button, Card, Facts, Failure, Head, Loading, Moment, Notice } from '../../kit/basic.tsx';
import { useData } from '../../kit/data.ts';
import { Confirm } from '../../kit/dialog.tsx';
import { say } from '../../kit/toast.tsx';
import { href } from '../../router.ts';
import type { CatalogueEntry, CatalogueVersion, Concerned } from '../../types.ts';
import { VersionFacts } from './publish.tsx';

export function CataloguePage({ id }: { id: string }) {
  const loaded = useData(`catalogue ${id}`, () => get<CatalogueEntry>(`/api/marketplace/extensions/${encodeURIComponent(id)}`));
  const [asked, setAsked] = useState<CatalogueVersion | null>(null);
  const [concerned, setConcerned] = useState<Concerned[] | null>(null);
  if (loaded.error !== undefined) {
    return <><Head title={t('marketplace.title')}/><Failure error={loaded.error} retry={loaded.reload}/></>;
  }
  if (!loaded.data) {
    return <Loading/>;
  }
  const entry = loaded.data;
  const turn = async (version: CatalogueVersion) => {
    const url = `/api/admin/marketplace/extensions/${encodeURIComponent(id)}/versions/${encodeURIComponent(version.version)}/yank`;
    if (version.yanked) {
      await remove(url);
      setConcerned(null);
    } else {
      setConcerned((await post<{ concerned: Concerned[] }>(url)).concerned);
    }
    say(t('common.saved'));
    loaded.reload();
  };
  return <>
    <Head title={entry.name} sub={<code>{entry.extensionKey}</code>}/>
    <p>{entry.description}</p>
    {concerned && <Notice tone={concerned.length > 0 ? 'warn' : 'good'}>
      <p>{concerned.length > 0 ? plural('marketplace.concerned', concerned.length) : t('marketplace.nowhere')}</p>
      <ul>{concerned.map(one => <li key={one.workspaceId}><a href={href(`/w/${one.workspaceId}/extensions/${one.extensionKey}`)}>
        {one.workspaceId}</a></li>)}</ul></Notice>}
    {(entry.versions ?? []).map(one => <Card key={one.version} title={one.version} actions={<span class="actions">
      {one.yanked && <Badge tone="bad">{t('extensions.yanked')}</Badge>}
      <Button look="quiet" onClick={() => setAsked(one)}>{one.yanked ? t('marketplace.unyank') : t('marketplace.yank')}</Button></span>}>
      <VersionFacts one={one}/>
      <Facts of={[
        [t('common.created'), <Moment at={one.createdAt}/>],
        [t('marketplace.rollout'), one.rollout ? t('marketplace.rolledOut',
          { state: word('state', one.rollout.state), count: number(one.rollout.upgraded) }) : ''],
        [t('marketplace.stopped'), one.rollout?.reason ?? ''],
      ]}/></Card>)}
    {asked && <Confirm danger={!asked.yanked} title={`${asked.yanked ? t('marketplace.unyank') : t('marketplace.yank')}: ${asked.version}`}
      text={asked.yanked ? t('marketplace.unyankText') : t('marketplace.yankText')}
      action={asked.yanked ? t('marketplace.unyank') : t('marketplace.yank')} close={() => setAsked(null)} run={() => turn(asked)}/>}
  </>;
}
