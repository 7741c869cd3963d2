// Short words about what was done. They are read out, take no focus, and stay until the next or a while.
import { useEffect, useState } from 'preact/hooks';

const SAID = 'portal:said';
const SHOWN_MILLIS = 6000;

export function say(text: string): void {
  dispatchEvent(new CustomEvent(SAID, { detail: text }));
}

export function Toasts() {
  const [text, setText] = useState('');
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const said = (event: Event) => {
      setText((event as CustomEvent<string>).detail);
      clearTimeout(timer);
      timer = setTimeout(() => setText(''), SHOWN_MILLIS);
    };
    addEventListener(SAID, said);
    return () => {
      removeEventListener(SAID, said);
      clearTimeout(timer);
    };
  }, []);
  return <div class="toasts" role="status">{text && <p class="toast">{text}</p>}</div>;
}
