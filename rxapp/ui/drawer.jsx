import { useState } from "react";

import { useAgreement } from "./agreement.js";
import { updatesOf } from "./updates.js";
import { useSteps } from "./use_steps.js";

/** Every update as it happens, newest first; on top what must hold at this moment. */
export default function Drawer(props) {
  const { title, nothingYet, note, onShut } = props;
  const { steps, watched } = useSteps(props);
  const onKeyDown = (event) => {
    if (event.key === "Escape") onShut();
  };
  return (
    <section className="hood" id="hood" aria-label={title} onKeyDown={onKeyDown}>
      <div className="hood-head">
        <h2 className="hood-name">{title}</h2>
        {props.revision > 0 && <Agreement {...props} />}
        <button type="button" className="link-button" onClick={onShut}>
          Shut
        </button>
      </div>
      {watched && steps.length === 0 && <p className="hood-nothing">{nothingYet}</p>}
      {updatesOf(steps).map((update) => (
        <Update key={update.id} {...update} />
      ))}
      <p className="hood-note">{note}</p>
    </section>
  );
}

/** Quote = Stripe = button: in step or not, and since when. */
function Agreement(props) {
  const { quote, stripe, button, agree, since } = useAgreement(props);
  return (
    <p className={agree ? "hood-agreement hood-agrees" : "hood-agreement"}>
      <span>
        Quote <b className="figures">{quote}</b>
      </span>
      <span>
        Stripe <b className="figures">{stripe}</b>
      </span>
      <span>
        Button <b className="figures">{button}</b>
      </span>
      <span>
        {agree ? "In step" : "Not in step"} since {since}
      </span>
    </p>
  );
}

function Update({ at, milliseconds, steps }) {
  return (
    <section className="hood-update" aria-label={`Update at ${at}`}>
      <p className="hood-axis figures">
        <span>{at}</span>
        <span className="hood-ticks" aria-hidden="true">
          <span>0</span>
          <span>{written(milliseconds / 2)}</span>
          <span>{written(milliseconds)}</span>
        </span>
      </p>
      {steps.map((step) => (
        <Bar key={step.id} step={step} whole={milliseconds} />
      ))}
    </section>
  );
}

function Bar({ step, whole }) {
  const [open, setOpen] = useState(false);
  const left = (step.from / whole) * 100;
  const width = ((step.to - step.from) / whole) * 100;
  return (
    <details className="hood-step" data-kind={step.kind} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="hood-line">
        <span className="hood-title">
          <span className="hood-kind">{step.kind}</span> {step.title}
        </span>
        <span className="hood-lane" aria-hidden="true">
          <span
            className={step.failed ? "hood-bar hood-failed" : "hood-bar"}
            style={{ left: `${Math.min(left, 99.5)}%`, width: `max(3px, ${width}%)` }}
          />
        </span>
        <span className="hood-length figures">
          {step.failed && <span className="hood-no">{step.outcome} </span>}
          {lengthOf(step)}
        </span>
      </summary>
      {open && <Details step={step} />}
    </details>
  );
}

function Details({ step }) {
  return (
    <div className="hood-details">
      <p>{step.sentence}</p>
      <p className="hood-file">
        {step.file}, from {written(step.from)} to {step.ended ? written(step.to) : "now"}
        {step.outcome && `: ${step.outcome}`}
      </p>
      {step.details && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
        <pre className="hood-pre" tabIndex={0}>
          {step.details}
        </pre>
      )}
      {step.curl && <Copy text={step.curl} />}
    </div>
  );
}

function Copy({ text }) {
  const [copied, setCopied] = useState("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied("Copied.");
    } catch {
      setCopied(text); // nothing may be copied, or without TLS nothing can be
    }
  };
  return (
    <p className="hood-copy">
      <button type="button" className="link-button" onClick={copy}>
        Copy as curl
      </button>
      <span role="status" className="hood-copied">
        {copied}
      </span>
    </p>
  );
}

function lengthOf({ from, to, ended }) {
  if (!ended) return "runs";
  return to > from ? written(to - from) : `at ${written(from)}`;
}

const written = (milliseconds) => `${milliseconds < 100 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;
