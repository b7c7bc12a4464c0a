import { lazy, Suspense, useEffect, useRef } from "react";
import { keptOpen } from "./kept_open.js";

const [useOpen, setOpen] = keptOpen(() => localStorage, "hood-open");
// Nothing of it is loaded until it is opened.
const Drawer = lazy(() => import("./drawer.jsx"));

/** Opens the drawer and shuts it. */
export function HoodButton({ className, children }) {
  const open = useOpen();
  return (
    <button
      type="button"
      className={className}
      aria-expanded={open}
      aria-controls="hood"
      aria-keyshortcuts="Alt+U"
      onClick={() => setOpen(!open)}
    >
      {children}
    </button>
  );
}

/** The drawer, where it was left open, and the key that opens and shuts it. */
export function Hood(props) {
  const open = useOpen();
  const { onClose } = props;
  useEffect(() => {
    const press = (event) => {
      if (!event.altKey || event.code !== "KeyU") return;
      event.preventDefault();
      setOpen(!open);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [open]);
  const wasOpen = useRef(open);
  useEffect(() => {
    if (wasOpen.current && !open) onClose();
    wasOpen.current = open;
  }, [open, onClose]);
  if (!open) return null;
  const shut = () => {
    setOpen(false);
    document.querySelector("[aria-controls=hood]")?.focus();
  };
  return (
    <Suspense>
      <Drawer {...props} onShut={shut} />
    </Suspense>
  );
}
