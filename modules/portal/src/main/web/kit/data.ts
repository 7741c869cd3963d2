// What a page reads from the API.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

export interface Loaded<T> {
  data: T | undefined;
  error: unknown;
  /** Asks again; what is shown stays until the answer is there. */
  reload: () => void;
}

/** Asks when the key changes, and forgets answers to former questions. */
export function useData<T>(key: string, load: () => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ key: string; data?: T; error?: unknown }>({ key });
  const [round, setRound] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    let wanted = true;
    latest.current().then(
      data => wanted && setState({ key, data }),
      (error: unknown) => wanted && setState({ key, error }),
    );
    return () => { wanted = false; };
  }, [key, round]);
  const reload = useCallback(() => setRound(before => before + 1), []);
  const isCurrent = state.key === key;
  return { data: isCurrent ? state.data : undefined, error: isCurrent ? state.error : undefined, reload };
}
