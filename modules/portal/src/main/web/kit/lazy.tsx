// Pages that are not among what everybody loads first.
import type { ComponentType } from 'preact';
import { useData } from './data.ts';
import { Failure, Loading } from './basic.tsx';

/** A component that is fetched when it is shown for the first time. */
export function lazily<P extends object>(name: string, load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let kept: ComponentType<P> | undefined;
  return props => {
    const loaded = useData(name, async () => ({ Page: kept ??= await load() }));
    const Page = kept ?? loaded.data?.Page;
    return Page ? <Page {...props}/>
      : loaded.error !== undefined ? <Failure error={loaded.error} retry={loaded.reload}/> : <Loading/>;
  };
}
