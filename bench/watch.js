// Put into every page and frame that is measured. A page's moments are taken in the page itself, as soon as they are so.
(() => {
  const now = () => performance.timeOrigin + performance.now();

  const visible = (element) => element.checkVisibility();
  const shown = (selector) => [...document.querySelectorAll(selector)].filter(visible);
  const shows = (total) => shown('[data-testid="total"]').some((element) => element.textContent === total);
  const pay = () => shown("button").findLast((button) => button.textContent.startsWith("Pay"));
  const payable = (total) => {
    const button = pay();
    const closed = !button || button.disabled || button.ariaDisabled === "true";
    return !closed && button.textContent.includes(total) && shows(total);
  };

  /** The moment from which something is so, at the latest when the document has changed. */
  const once = (isSo) =>
    new Promise((resolve) => {
      const observer = new MutationObserver(look);
      function look() {
        if (!isSo()) return;
        observer.disconnect();
        resolve(now());
      }
      observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
      look();
    });

  const box = (name) =>
    shown("label")
      .find((label) => label.textContent.includes(name))
      .querySelector("input");
  const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  window.bench = {
    /** Resolves with the milliseconds until the page shows the total, and until Pay is open with it. */
    async toggle(name, total) {
      const begun = now();
      const moments = Promise.all([once(() => shows(total)), once(() => payable(total))]);
      box(name).click();
      return (await moments).map((moment) => moment - begun);
    },

    /** Toggles many times; resolves with the milliseconds from the last one until Pay is open with the total. */
    async burst(name, total, times, pause) {
      for (let number = 1; number < times; number++) {
        box(name).click();
        await wait(pause);
      }
      box(name).click();
      const begun = now();
      if (payable(total)) throw new Error("Pay was open before the last toggle had been heard");
      return (await once(() => payable(total))) - begun;
    },

    /** Resolves once Pay is open with this total. */
    payable: (total) => once(() => payable(total)),

    /** Follows a link; the moment of it. */
    follow(name) {
      const link = [...document.links].find(({ textContent }) => textContent.trim() === name);
      const begun = now();
      link.click();
      return begun;
    },
  };

  const typable = () => {
    const field = document.querySelector('[autocomplete="cc-number"]');
    return field && visible(field) && !field.disabled;
  };
  if (window !== window.top) once(typable).then((moment) => window.typable(moment));
})();
