/** As much of react-router's link as a control can see: `onClick` comes first, and may keep it from being followed. */
export function Link({ to, prefetch, onClick, ...props }) {
  const follow = (event) => {
    onClick?.(event);
    if (!event.defaultPrevented) window.heard.push(`to ${to}`);
    event.preventDefault();
  };
  return <a href={to} data-prefetch={prefetch} onClick={follow} {...props} />;
}
