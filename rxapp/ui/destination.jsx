import { Fragment, useEffect, useId, useRef, useState } from "react";
import { Problem } from "../problem/problem.jsx";

const AUTO_COMPLETE = { city: "address-level2", state: "address-level1", postal_code: "postal-code" };

/**
 * Where the order goes: one line, and a form that opens under it. Without an address the form is open.
 *
 * `taken` grows with each address that the server took; then the form closes. `problems` has a sentence by control.
 */
export function Destination({ destination, countries, words, problems, taken, onSave }) {
  const known = Boolean(destination.country);
  const [wanted, setWanted] = useState(false);
  const change = useRef(null);
  const open = wanted || !known;

  const close = () => {
    setWanted(false);
    requestAnimationFrame(() => change.current?.focus());
  };
  const takenBefore = useRef(taken);
  useEffect(() => {
    if (taken > takenBefore.current) close();
    takenBefore.current = taken;
  }, [taken]);

  return (
    <section className="destination" aria-label={words.address}>
      <p className="destination-line">
        <span>
          <span className="quiet">{words.to}</span> {known && <strong>{destination.place}</strong>}
        </span>
        {known && (
          <button
            ref={change}
            className="link-button"
            type="button"
            aria-expanded={open}
            onClick={() => (wanted ? close() : setWanted(true))}
          >
            {wanted ? words.keep : words.change} <span className="unseen">{words.the_address}</span>
          </button>
        )}
      </p>
      {open && (
        <AddressForm
          destination={destination}
          countries={countries}
          words={words}
          problems={problems}
          comesByItself={!wanted}
          onSave={onSave}
          onLeave={known ? close : undefined}
        />
      )}
    </section>
  );
}

function AddressForm({ destination, countries, words, problems, comesByItself, onSave, onLeave }) {
  const form = useRef(null);
  const [code, setCode] = useState(destination.country || countries[0].code);
  const country = countries.find((one) => one.code === code) ?? countries[0];
  const [refused, setRefused] = useState({ problems, code });
  if (refused.problems !== problems) setRefused({ problems, code });

  useEffect(() => {
    if (!comesByItself) form.current.elements[0].focus();
  }, [comesByItself]);
  useEffect(() => {
    form.current.querySelector('[aria-invalid="true"]')?.focus();
  }, [problems]);

  const save = (event) => {
    event.preventDefault();
    onSave(Object.fromEntries(new FormData(event.currentTarget)));
  };
  // A sentence about a place, such as how a postal code is written, is about the country that was chosen then.
  const said = (part) => (part in AUTO_COMPLETE && refused.code !== code ? "" : problems[`address-${part}`]);
  const field = (part) => ({ part, problem: said(part), defaultValue: destination[part] });
  const street = (
    <Fragment key="street">
      <Field {...field("line1")} label={words.street} autoComplete="shipping address-line1" />
      <Field {...field("line2")} label={words.more} autoComplete="shipping address-line2" />
    </Fragment>
  );
  const places = (
    <div key="places" className="address-parts">
      {country.parts.map(({ part, label, options }, index) => (
        <Field
          {...field(part)}
          key={part === "state" ? code : part}
          label={label}
          autoComplete={`shipping ${AUTO_COMPLETE[part]}`}
          options={options.length ? [["", words.choose], ...options] : undefined}
          wide={standsAlone(country.parts, index)}
        />
      ))}
    </div>
  );
  return (
    <form ref={form} className="address" onSubmit={save} onKeyDown={(event) => event.key === "Escape" && onLeave?.()}>
      <Field {...field("name")} label={words.name} autoComplete="shipping name" />
      <Field
        {...field("country")}
        label={words.country}
        autoComplete="shipping country"
        options={countries.map((one) => [one.code, one.name])}
        value={code}
        defaultValue={undefined}
        onChange={(event) => setCode(event.target.value)}
      />
      {country.largestFirst ? [places, street] : [street, places]}
      <button className="button button-plain" type="submit">
        {words.deliver}
      </button>
    </form>
  );
}

/** The city has a row of its own; other parts share one with their neighbour. */
function standsAlone(parts, index) {
  const shares = (one) => one && one.part !== "city";
  return !shares(parts[index]) || (!shares(parts[index - 1]) && !shares(parts[index + 1]));
}

/** One part of the address; with `options` it is chosen, otherwise typed. */
function Field({ part, label, problem, options, wide, ...given }) {
  const id = useId();
  const told = `problem-address-${part}`;
  const props = {
    id,
    name: part,
    className: "field-input",
    "aria-invalid": problem ? true : undefined,
    "aria-describedby": problem ? told : undefined,
    ...given,
  };
  return (
    <div className={wide ? "field address-wide" : "field"}>
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      {options ? (
        <select {...props}>
          {options.map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      ) : (
        <input type="text" maxLength={120} {...props} />
      )}
      <Problem id={told} message={problem} />
    </div>
  );
}
