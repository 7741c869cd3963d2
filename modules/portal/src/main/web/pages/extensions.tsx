// The extensions of a workspace, and those there are to be had.
import { quoted } from '../api.ts';
import { joined, t } from '../i18n.ts';
import { Badge, ButtonLink, Empty, Head, Icon, Moment, State, Tabs } from '../kit/basic.tsx';
import { List } from '../kit/table.tsx';
import { href } from '../router.ts';
import { useHere } from '../session.ts';
import type { CatalogueEntry, Installation } from '../types.ts';

function ExtensionTabs({ at }: { at: string }) {
  const { home } = useHere();
  return <Tabs label={t('tab.extensions')} at={at} of={[
    { id: 'installed', text: t('extensions.installed'), href: href(`${home}/extensions`) },
    { id: 'catalogue', text: t('extensions.catalogue'), href: href(`${home}/extensions/catalogue`) },
  ]}/>;
}

export function Extensions() {
  const { api, home, may } = useHere();
  return <>
    <Head title={t('tab.extensions')}>
      {may('extensions.manage') && <ButtonLink look="primary" href={href(`${home}/extensions/catalogue`)}>
        <Icon name="plus"/> {t('extensions.install')}</ButtonLink>}
    </Head>
    <ExtensionTabs at="installed"/>
    <List<Installation> label={t('tab.extensions')} url={`${api}/extensions`} id={one => one.extensionKey}
      search={text => ({ filter: `extensionKey : ${quoted(text)}` })}
      empty={<Empty title={t('extensions.none')}>
        <p>{t('extensions.noneText')}</p>
        <p><ButtonLink href={href(`${home}/extensions/catalogue`)}>{t('extensions.toCatalogue')}</ButtonLink></p></Empty>}
      columns={[
        { title: t('chooser.name'), order: 'extensionKey', cell: one => <a href={href(`${home}/extensions/${one.extensionKey}`)}>{one.name}</a> },
        { title: t('extensions.version'), order: 'version', cell: one => one.version },
        { title: t('common.state'), order: 'state', cell: one => <State value={one.state}/> },
        { title: t('extensions.health'), cell: one => <State value={one.health.status}/> },
        { title: t('common.created'), order: 'createdAt', cell: one => <Moment at={one.createdAt}/> },
      ]}/>
  </>;
}

export function Catalogue() {
  const { home, may } = useHere();
  return <>
    <Head title={t('extensions.catalogue')} sub={t('extensions.catalogueSub')}/>
    <ExtensionTabs at="catalogue"/>
    <List<CatalogueEntry> label={t('extensions.catalogue')} url="/api/marketplace/extensions" id={one => one.extensionKey}
      search={text => ({ search: text })}
      empty={<Empty title={t('extensions.nothingOffered')}><p>{t('extensions.nothingOfferedText')}</p></Empty>}
      columns={[
        {
          title: t('chooser.name'), order: 'name', cell: one => <>
            <a href={href(`${home}/extensions/catalogue/${one.extensionKey}`)}>{one.name}</a>
            <span class="small muted block">{one.description}</span></>,
        },
        { title: t('extensions.publisher'), order: 'publisher', cell: one => one.publisher },
        { title: t('extensions.categories'), cell: one => joined(one.categories) },
        { title: t('extensions.version'), cell: one => <>{one.latestVersion} {one.yanked && <Badge tone="warn">{t('extensions.yanked')}</Badge>}</> },
        {
          title: t('common.actions'), actions: true, cell: one => may('extensions.manage') && !one.yanked &&
            <ButtonLink href={href(`${home}/extensions/catalogue/${one.extensionKey}`)}
              aria-label={t('extensions.installOf', { name: one.name })}>{t('extensions.install')}</ButtonLink>,
        },
      ]}/>
  </>;
}
