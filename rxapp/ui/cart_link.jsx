import { useState } from "react";
import { Link } from "react-router";

const load = () => import("./cart_peek.jsx");

/**
 * The way to the cart. Once the cart is read, a plain press shows it over the page; what shows it is loaded by then only.
 * With a modifier, or where that can't be loaded, it is the link that it looks like.
 */
export function CartLink({ href, className, children, ready, ...cart }) {
  const [Peek, setPeek] = useState(null);
  const press = async (event) => {
    const modified = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (!ready || modified || event.defaultPrevented) return;
    event.preventDefault();
    try {
      const { CartPeek } = await load();
      setPeek(() => CartPeek);
    } catch {
      location.assign(href);
    }
  };
  return (
    <>
      <Link to={href} className={className} onClick={press} aria-haspopup={ready ? "dialog" : undefined}>
        {children}
      </Link>
      {Peek && <Peek {...cart} href={href} onShut={() => setPeek(null)} />}
    </>
  );
}
