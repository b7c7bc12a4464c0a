// Where a browser keeps nothing for this site, its storages throw as soon as they are named, and Reflex's own script with them.
// Each such storage gets a stand-in here, which lasts as long as the page. This runs before any other script.
(() => {
  const standIn = () => {
    const kept = new Map();
    return {
      getItem: (name) => kept.get(String(name)) ?? null,
      setItem: (name, value) => void kept.set(String(name), String(value)),
      removeItem: (name) => void kept.delete(String(name)),
      clear: () => kept.clear(),
      key: (index) => [...kept.keys()][index] ?? null,
      get length() {
        return kept.size;
      },
    };
  };

  const works = (name) => {
    try {
      window[name].setItem("kept", "yes");
      window[name].removeItem("kept");
      return true;
    } catch {
      return false;
    }
  };

  for (const name of ["localStorage", "sessionStorage"]) {
    if (!works(name)) Object.defineProperty(window, name, { value: standIn(), configurable: true });
  }
})();
