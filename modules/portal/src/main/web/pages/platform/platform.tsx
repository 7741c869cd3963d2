// The pages of the platform, for its administrators.
import { useMemo } from 'preact/hooks';
import type { Key } from '../../i18n.ts';
import { t } from '../../i18n.ts';
import { Head } from '../../kit/basic.tsx';
import { match } from '../../router.ts';
import { Entered, here, useMe } from '../../session.ts';
import { Shell } from '../../shell.tsx';
import { Applications } from '../applications.tsx';
import { ApplicationPage } from '../application.tsx';
import { Audit } from '../audit.tsx';
import { Policy } from '../sign-on-policy.tsx';
import { SubscriptionPage, Subscriptions } from '../subscriptions.tsx';
import { Erasures } from './erasures.tsx';
import { Gateways } from './gateways.tsx';
import { HealthPage } from './health.tsx';
import { CataloguePage } from './catalogue-entry.tsx';
import { Marketplace } from './marketplace.tsx';
import { ProductPage } from './product.tsx';
import { Products } from './products.tsx';
import { PublisherKeys } from './publisher-keys.tsx';
import { UserPage } from './user.tsx';
import { Users } from './users.tsx';

const API = '/api/admin';

const ADMINISTRATOR = 'platform-admin';

const TABS: { path: string; text: Key; permission: string }[] = [
  { path: '', text: 'platform.health', permission: ADMINISTRATOR },
  { path: '/users', text: 'users.title', permission: ADMINISTRATOR },
  { path: '/apps', text: 'apps.title', permission: ADMINISTRATOR },
  { path: '/marketplace', text: 'marketplace.title', permission: ADMINISTRATOR },
  { path: '/applications', text: 'tab.applications', permission: ADMINISTRATOR },
  { path: '/subscriptions', text: 'tab.subscriptions', permission: ADMINISTRATOR },
  { path: '/gateways', text: 'gateways.title', permission: ADMINISTRATOR },
  { path: '/policy', text: 'policy.title', permission: ADMINISTRATOR },
  { path: '/erasures', text: 'erasures.title', permission: ADMINISTRATOR },
  { path: '/audit', text: 'tab.audit', permission: ADMINISTRATOR },
];

const ACCESS = { role: 'PLATFORM_ADMIN', permissions: [ADMINISTRATOR], suspended: false };

export function PlatformPages({ rest }: { rest: string }) {
  const { me, reload } = useMe();
  const entered = useMemo(() => here(ACCESS, API, '/platform', reload), [reload]);
  if (!me.roles.includes('ADMIN')) {
    return <Shell><Head title={t('platform.title')}/><p>{t('platform.notYours')}</p></Shell>;
  }
  return <Entered.Provider value={entered}>
    <Shell tabs={TABS.map(({ path, text }) => ({ path, text: t(text) }))} label={t('platform.title')} home="/platform"
      name={t('platform.title')}><Content rest={rest}/></Shell>
  </Entered.Provider>;
}

function Content({ rest }: { rest: string }) {
  switch (rest) {
    case '/': return <HealthPage/>;
    case '/users': return <Users/>;
    case '/apps': return <Products/>;
    case '/marketplace': return <Marketplace/>;
    case '/marketplace/keys': return <PublisherKeys/>;
    case '/applications': return <Applications/>;
    case '/subscriptions': return <Subscriptions/>;
    case '/gateways': return <Gateways/>;
    case '/policy': return <><Head title={t('policy.title')} sub={t('policy.everywhere')}/><Policy policy={`${API}/sign-in-policy`}/></>;
    case '/erasures': return <Erasures/>;
    case '/audit': return <Audit/>;
  }
  const user = match('/users/:id', rest);
  const app = match('/apps/:id', rest);
  const extension = match('/marketplace/:key', rest);
  const application = match('/applications/:id', rest);
  const subscription = match('/subscriptions/:id', rest);
  if (user) {
    return <UserPage id={user.id!}/>;
  }
  if (app) {
    return <ProductPage id={app.id!}/>;
  }
  if (extension) {
    return <CataloguePage id={extension.key!}/>;
  }
  if (application) {
    return <ApplicationPage id={application.id!}/>;
  }
  if (subscription) {
    return <SubscriptionPage id={subscription.id!}/>;
  }
  return <><Head title={t('notFound.title')}/><p>{t('notFound.text')}</p></>;
}
