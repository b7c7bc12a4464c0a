import { useId } from "react";
import { useDraft } from "./draft.js";

function Row({ type, group, name, detail, price, checked, describedBy, onChange }) {
  const id = useId();
  return (
    <label className="choice">
      <input
        className="choice-input"
        type={type}
        name={group}
        checked={checked}
        aria-labelledby={`${id}name`}
        aria-describedby={[`${id}detail`, `${id}price`, describedBy].filter(Boolean).join(" ")}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span className="choice-text">
        <span className="choice-name" id={`${id}name`}>
          {name}
        </span>
        <span className="choice-detail" id={`${id}detail`}>
          {detail}
        </span>
      </span>
      <span className="choice-price figures" id={`${id}price`}>
        {price}
      </span>
    </label>
  );
}

/** Something to tick. The tick is shown at once; the server has the last word. */
export function Choice({ name, detail, price, checked, problem = "", refused = "", describedBy, onChange }) {
  const [shown, setDraft] = useDraft(checked, problem || refused);
  const choose = (on) => {
    setDraft(on);
    onChange(on);
  };
  return (
    <Row
      type="checkbox"
      name={name}
      detail={detail}
      price={price}
      checked={shown}
      describedBy={problem ? describedBy : undefined}
      onChange={choose}
    />
  );
}

/** One of several: each option has `key`, `name`, `detail`, `price` and `chosen`. */
export function OneOf({ group, options, problem = "", refused = "", describedBy, onChange }) {
  const chosen = options.find((option) => option.chosen)?.key ?? "";
  const [shown, setDraft] = useDraft(chosen, problem || refused);
  const choose = (key) => {
    setDraft(key);
    onChange(key);
  };
  return options.map(({ key, name, detail, price }) => (
    <Row
      key={key}
      type="radio"
      group={group}
      name={name}
      detail={detail}
      price={price}
      checked={key === shown}
      describedBy={problem ? describedBy : undefined}
      onChange={() => choose(key)}
    />
  ));
}
