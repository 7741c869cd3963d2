// What can be installed on the platform, and how more is put in.
import { useState } from 'preact/hooks';
import { t } from '../../i18n.ts';
import { Badge, Button, Empty, Head, Icon, Moment, Tabs } from '../../kit/basic.tsx';
import { List } from '../../kit/table.tsx';
import { href } from '../../router.ts';
import type { CatalogueEntry } from '../../types.ts';
import { Publish } from './publish.tsx';

export function MarketplaceTabs({ at }: { at: string }) {
  return <Tabs label={t('marketplace.title')} at={at} of={[
    { id: 'extensions', text: t('tab.extensions'), href: href('/platform/marketplace') },
    { id: 'keys', text: t('marketplace.keys'), href: href('/platform/marketplace/keys') },
  ]}/>;
}

export function Marketplace() {
  const [publishing, setPublishing] = useState(false);
  const [version, setVersion] = useState(0);
  return <>
    <Head title={t('marketplace.title')} sub={t('marketplace.sub')}>
      <Button look="primary" onClick={() => setPublishing(true)}><Icon name="plus"/> {t('marketplace.upload')}</Button></Head>
    <MarketplaceTabs at="extensions"/>
    <List<CatalogueEntry> label={t('marketplace.title')} url="/api/marketplace/extensions" id={one => one.extensionKey} version={version}
      search={search => ({ search })} empty={<Empty title={t('extensions.nothingOffered')}/>}
      columns={[
        { title: t('chooser.name'), order: 'name', cell: one => <a href={href(`/platform/marketplace/${one.extensionKey}`)}>{one.name}</a> },
        { title: t('chooser.key'), cell: one => <code>{one.extensionKey}</code> },
        { title: t('extensions.version'), cell: one => <>{one.latestVersion} {one.yanked && <Badge tone="bad">{t('extensions.yanked')}</Badge>}</> },
        { title: t('extensions.publisher'), order: 'publisher', cell: one => one.publisher },
        { title: t('installation.changed'), order: 'updatedAt', cell: one => <Moment at={one.updatedAt}/> },
      ]}/>
    {publishing && <Publish close={() => setPublishing(false)} done={() => setVersion(version + 1)}/>}
  </>;
}
