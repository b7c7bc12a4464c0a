import { useSyncExternalStore } from "react";

/**
 * Something that is open or shut, as the browser keeps it under a name: a hook that tells, and a function that sets it.
 * The storage is given by a function, since a page that is prerendered has none.
 */
export function keptOpen(storage, name) {
  const listeners = new Set();
  const listen = (changed) => {
    listeners.add(changed);
    return () => listeners.delete(changed);
  };
  const isOpen = () => storage().getItem(name) !== null;
  const setOpen = (open) => {
    if (open) storage().setItem(name, "yes");
    else storage().removeItem(name);
    for (const changed of listeners) changed();
  };
  return [() => useSyncExternalStore(listen, isOpen, () => false), setOpen];
}
