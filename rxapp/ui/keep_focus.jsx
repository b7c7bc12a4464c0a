import { useEffect } from "react";

const FOCUSABLE = "a[href], button:enabled, input:enabled, select:enabled, textarea:enabled";

/** Keeps the keyboard where it was when what it was on goes off the page: a browser would send it back to the beginning. */
export function KeepFocus({ children }) {
  useEffect(() => {
    let held = placeOf(document.activeElement);
    const remember = ({ target }) => {
      held = placeOf(target);
    };
    const forget = ({ target }) =>
      setTimeout(() => {
        if (target.isConnected && held?.path[0]?.element === target) held = null;
      });
    const look = () => {
      if (!held?.path.length || held.path[0].element.isConnected || document.activeElement !== document.body) return;
      const went = held;
      held = null;
      (location.pathname === went.page ? nearest(went.path) : document.querySelector("main"))?.focus({
        preventScroll: true,
      });
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { childList: true, subtree: true });
    document.addEventListener("focusin", remember);
    document.addEventListener("focusout", forget);
    return () => {
      observer.disconnect();
      document.removeEventListener("focusin", remember);
      document.removeEventListener("focusout", forget);
    };
  }, []);
  return children;
}

/** An element and all that it is in, each with its place among its neighbours. */
function placeOf(target) {
  const path = [];
  for (let element = target; element.parentElement; element = element.parentElement) {
    path.push({ element, index: Array.prototype.indexOf.call(element.parentElement.children, element) });
  }
  return { page: location.pathname, path };
}

/** What took the place of what is gone, or came before it. */
function nearest(path) {
  const kept = path.findIndex(({ element }) => element.isConnected);
  if (kept < 1) return document.querySelector("main");
  const { index } = path[kept - 1];
  const around = path[kept].element;
  const [after, before] = [around.children[index], around.children[index - 1]];
  return first(after) ?? last(before) ?? first(around) ?? document.querySelector("main");
}

function first(element) {
  return element?.matches(FOCUSABLE) ? element : element?.querySelector(FOCUSABLE);
}

function last(element) {
  return element && Array.from(element.querySelectorAll(FOCUSABLE)).at(-1);
}
