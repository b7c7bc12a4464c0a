import { useEffect, useRef } from "react";
import { Link } from "react-router";
import "./cart_peek.css";

/** What is in the cart, over the page that it was asked for on. The browser keeps the focus in it, and gives it back. */
export function CartPeek({ href, lines, present, subtotal, pictures, texts, onShut }) {
  const dialog = useRef(null);
  const heading = useRef(null);
  useEffect(() => {
    const { bottom } = document.querySelector(".cart-link").getBoundingClientRect();
    dialog.current.style.setProperty("--peek-top", `${Math.max(bottom, 0) + 8}px`);
    if (!dialog.current.open) dialog.current.showModal();
    heading.current.focus();
  }, []);
  const shut = () => dialog.current.close();
  const pressed = (event) => {
    if (event.target === dialog.current) shut(); // beside it
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard has Escape
    <dialog ref={dialog} className="peek" aria-labelledby="peek-title" onClose={onShut} onClick={pressed}>
      <div className="peek-inside">
        <div className="peek-head">
          <h2 ref={heading} id="peek-title" tabIndex={-1}>
            {lines.length > 0 ? texts.title : texts.empty}
          </h2>
          <button type="button" className="peek-shut" aria-label={texts.shut} onClick={shut}>
            <svg viewBox="0 0 16 16" aria-hidden="true">
              <path d="M3.5 3.5l9 9m0-9l-9 9" />
            </svg>
          </button>
        </div>
        {lines.length > 0 ? (
          <>
            <ul className="peek-lines">
              {lines.map((line) => (
                <Line key={line.slug} line={line} picture={pictures[line.picture]} onGo={shut} />
              ))}
            </ul>
            {present && (
              <p className="peek-present">
                <span>{present}</span>
                <span className="tag">{texts.present}</span>
              </p>
            )}
            <p className="peek-subtotal">
              <span>{texts.subtotal}</span>
              <span className="figures" data-testid="peek-subtotal">
                {subtotal}
              </span>
            </p>
            <Link to="/checkout" prefetch="intent" className="button button-accent button-wide" onClick={shut}>
              {texts.checkout}
            </Link>
          </>
        ) : null}
        <Link to={href} className="button button-plain button-wide" onClick={shut}>
          {texts.cart}
        </Link>
      </div>
    </dialog>
  );
}

function Line({ line, picture, onGo }) {
  const { name, slug, quantity, unit, amount, short } = line;
  return (
    <li className="peek-line">
      <Picture name={line.picture} address={picture} />
      <span className="peek-what">
        <Link to={`/products/${slug}`} className="serif" onClick={onGo}>
          {name}
        </Link>
        {quantity > 1 && <span className="quiet small figures">{`${quantity} × ${unit}`}</span>}
        {short && <span className="stock small">{short}</span>}
      </span>
      <span className="figures">{amount}</span>
    </li>
  );
}

/** Drawings take the colours of the page, so that they are drawn by reference; others have an address of their own. */
function Picture({ name, address }) {
  return (
    <span className="illustration peek-picture" aria-hidden="true">
      {address && <img src={address} alt="" />}
      {!address && name && (
        <svg viewBox="12 26 216 178" aria-hidden="true">
          <use href={`/products/${name}.svg#drawing`} />
        </svg>
      )}
    </span>
  );
}
