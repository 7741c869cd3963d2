// How the people of an organization sign in: by its provider, by its directory, and what is asked of a password.
import { t } from '../i18n.ts';
import { Head, Tabs } from '../kit/basic.tsx';
import { href } from '../router.ts';
import { useHere } from '../session.ts';
import { Directories } from './directories.tsx';
import { Domains } from './sign-on-domains.tsx';
import { Identities } from './sign-on-identities.tsx';
import { Policy } from './sign-on-policy.tsx';
import { Provider } from './sign-on-provider.tsx';

export type SignOnPart = 'provider' | 'domains' | 'identities' | 'directories' | 'policy';

export function SignOn({ part }: { part: SignOnPart }) {
  const { home, api } = useHere();
  const at = (place: string) => href(`${home}/sign-on${place}`);
  return <>
    <Head title={t('tab.signOn')} sub={t('signOn.sub')}/>
    <Tabs label={t('tab.signOn')} at={part} of={[
      { id: 'provider', text: t('signOn.issuer'), href: at('') },
      { id: 'domains', text: t('signOn.domains'), href: at('/domains') },
      { id: 'identities', text: t('signOn.identities'), href: at('/identities') },
      { id: 'directories', text: t('scim.title'), href: at('/directories') },
      { id: 'policy', text: t('policy.title'), href: at('/policy') },
    ]}/>
    {part === 'provider' && <Provider/>}
    {part === 'domains' && <Domains/>}
    {part === 'identities' && <Identities/>}
    {part === 'directories' && <Directories/>}
    {part === 'policy' && <Policy policy={`${api}/sign-in-policy`}/>}
  </>;
}
