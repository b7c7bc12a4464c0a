import { Children, useDeferredValue, useLayoutEffect, useState } from "react";
import "./shelf_finder.css";

const KEPT = "shelf-sought";
const useBeforePaint = typeof window === "undefined" ? () => {} : useLayoutEffect;

/** As people type it: without accents and capitals, and in the wide or narrow form of its signs. */
const plainly = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * A shelf with so much on it that it is searched, by words and by kind. What was sought is there again on the way back.
 * @param {{kind: string, text: string}[]} props.things in the order of the children
 * @param {string[]} props.found what is said of so many that are found
 */
export function ShelfFinder({ things, kinds, texts, found, children }) {
  const [sought, setSought] = useState({ words: "", kind: "" });
  useBeforePaint(() => setSought((known) => ({ ...known, ...JSON.parse(sessionStorage.getItem(KEPT) ?? "{}") })), []);
  const seek = (more) => {
    const next = { ...sought, ...more };
    setSought(next);
    sessionStorage.setItem(KEPT, JSON.stringify(next));
  };
  const { words, kind } = useDeferredValue(sought);
  const parts = plainly(words).split(/\s+/).filter(Boolean);
  const known = kinds.includes(kind) ? kind : "";
  const fits = (thing) => (!known || thing.kind === known) && parts.every((part) => plainly(thing.text).includes(part));
  const shown = Children.toArray(children).filter((_, index) => fits(things[index]));
  const searching = parts.length > 0 || known !== "";

  return (
    <>
      <search className="finder">
        <input
          type="search"
          className="field-input finder-words"
          aria-label={texts.search}
          placeholder={texts.search}
          value={sought.words}
          onChange={(event) => seek({ words: event.target.value })}
        />
        {kinds.length > 1 && (
          <fieldset className="finder-kinds" aria-label={texts.kinds}>
            {["", ...kinds].map((one) => (
              <button
                key={one}
                type="button"
                className="finder-kind"
                aria-pressed={one === (kinds.includes(sought.kind) ? sought.kind : "")}
                onClick={() => seek({ kind: one })}
              >
                {one || texts.all}
              </button>
            ))}
          </fieldset>
        )}
        <p role="status" className={shown.length ? "unseen" : "finder-none quiet"}>
          {searching ? found[shown.length] : ""}
        </p>
      </search>
      {shown.length > 0 && <ul className="shelf">{shown}</ul>}
    </>
  );
}
