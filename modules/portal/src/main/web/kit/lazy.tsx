// Pages that are loaded when somebody goes there, so that the first load stays small.
import type { ComponentType, FunctionComponent } from 'preact';
import { useState } from 'preact/hooks';
import { Failure, Loading } from './basic.tsx';
import { useData } from './data.ts';

/** A page of a module; what is loaded once is shown at once from then on. */
export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): FunctionComponent<P> {
  let known: ComponentType<P> | undefined;
  return function Lazy(props: P) {
    // Not a component that becomes another under the same page's feet.
    const [first] = useState(() => known);
    const loaded = useData('module', async () => {
      known ??= await load();
      return { page: known };
    });
    const Page = first ?? loaded.data?.page;
    if (Page) {
      return <Page {...props}/>;
    }
    return loaded.error === undefined ? <Loading/> : <Failure error={loaded.error} retry={loaded.reload}/>;
  };
}
