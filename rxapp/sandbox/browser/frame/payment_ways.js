/** @typedef {'card' | 'amazon_pay' | 'us_bank_account'} WayToPay */

/**
 * Tabs, one for each way to pay, where there is more than one.
 * @param {Record<WayToPay, HTMLElement>} panels
 */
function createWaysToPay(panels) {
  const names = /** @type {WayToPay[]} */ (Object.keys(panels));
  /** @type {WayToPay[]} */
  let offered = ["card"];
  /** @type {WayToPay} */
  let chosen = "card";
  const tabs = element("div", { className: "TabList", role: "tablist", ariaLabel: say("ways.all"), hidden: true });
  const tabOf = /** @type {Record<WayToPay, HTMLButtonElement>} */ (
    Object.fromEntries(names.map((name) => [name, createTab(name)]))
  );
  tabs.append(...Object.values(tabOf));

  /** @param {WayToPay} name */
  function createTab(name) {
    const tab = element("button", { type: "button", className: "Tab", id: `${name}-tab`, value: name, role: "tab" });
    tab.dataset.testid = name;
    tab.setAttribute("aria-controls", panels[name].id);
    tab.append(element("span", { className: "TabLabel", textContent: say(`ways.${name}`) }));
    tab.addEventListener("click", () => choose(name));
    return tab;
  }

  /** @param {WayToPay} name */
  function choose(name) {
    chosen = name;
    draw();
    // The frame tells the page whatever changes in its form.
    tabs.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function draw() {
    const several = offered.length > 1;
    tabs.hidden = !several;
    for (const name of names) {
      const selected = name === chosen;
      const [tab, panel] = [tabOf[name], panels[name]];
      tab.hidden = !offered.includes(name);
      tab.ariaSelected = String(selected);
      tab.tabIndex = selected ? 0 : -1;
      tab.classList.toggle("Tab--selected", selected);
      panel.hidden = !selected || !offered.includes(name);
      if (several) {
        panel.role = "tabpanel";
        panel.setAttribute("aria-labelledby", tab.id);
      }
    }
  }

  tabs.addEventListener("keydown", ({ key }) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (!step) return;
    choose(offered[(offered.indexOf(chosen) + step + offered.length) % offered.length]);
    tabOf[chosen].focus();
  });

  draw(); // a card alone until it is known what is offered: what the frame shows first is what the page makes room for
  return {
    tabs,
    panels: Object.values(panels),
    choose,
    chosen: () => chosen,
    selected: () => tabOf[chosen],
    /** @param {string[]} types those that the payment allows, which may hold others than are here */
    offer(types) {
      offered = names.filter((name) => types.includes(name));
      if (offered.length > 0 && !offered.includes(chosen)) chosen = offered[0];
      draw();
    },
  };
}

/** @returns {HTMLElement} */
function createLeavingNote() {
  const note = element("div", { id: "amazon_pay-panel", className: "Note" });
  note.append(element("p", { textContent: say("payment.leaving") }));
  return note;
}
