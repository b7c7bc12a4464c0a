/** A link to a place on this page. Reflex makes `#place` of a link of its own the address of another page. */
export function Jump({ to, className, children }) {
  const go = (event) => {
    event.preventDefault(); // the router would take the page as opened anew
    const place = document.getElementById(to);
    place.focus({ preventScroll: true });
    place.scrollIntoView();
  };
  return (
    <a href={`#${to}`} className={className} onClick={go}>
      {children}
    </a>
  );
}
