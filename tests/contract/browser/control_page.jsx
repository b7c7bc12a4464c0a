// One control of the store alone on a page. Tests set its props and hear what it sends.
import { useState } from "react";
import { createRoot } from "react-dom/client";

import { useAdjusting } from "../../../rxapp/stripe_elements/adjusting.js";
import { begins, formNow } from "../../../rxapp/stripe_elements/watching.js";
import { Amount } from "../../../rxapp/ui/amount.jsx";
import { Choice, OneOf } from "../../../rxapp/ui/choice.jsx";
import { Connection } from "../../../rxapp/ui/connection.jsx";
import { Countdown } from "../../../rxapp/ui/countdown.jsx";
import { Destination } from "../../../rxapp/ui/destination.jsx";
import Drawer from "../../../rxapp/ui/drawer.jsx";
import { ErrorBoundary } from "../../../rxapp/ui/error_boundary.jsx";
import { Fold } from "../../../rxapp/ui/fold.jsx";
import { TestCards } from "../../../rxapp/ui/guide.jsx";
import { Problem, WaysOn } from "../../../rxapp/ui/problem.jsx";
import { Stepper } from "../../../rxapp/ui/stepper.jsx";
import { updatesOf } from "../../../rxapp/ui/updates.js";

const query = new URLSearchParams(location.search);
window.heard = [];
Object.assign(window, { begins, formNow, updatesOf });

/** A stepper beside a payment form that takes what it is asked to, or doesn't. */
function SteppedAtStripe({ takes, comesTo, ...props }) {
  const adjust = async (item, quantity) => {
    window.heard.push(["stripe", item, quantity]);
    return comesTo;
  };
  useAdjusting({ trialDays: 0, adjusts: () => takes, adjust }, true, 100, ignored);
  return <Stepper {...props} />;
}

function Stuck({ message, id, ...ways }) {
  return (
    <div>
      <WaysOn {...ways}>
        <Problem id={id} message={message} />
      </WaysOn>
    </div>
  );
}

function Failing({ fails, ...props }) {
  return (
    <ErrorBoundary {...props}>
      <Drawn fails={fails} />
    </ErrorBoundary>
  );
}

function Drawn({ fails }) {
  if (fails) throw new Error("a mistake");
  return <p>A page</p>;
}

const ignored = () => {};
const inside = (Around) => (props) => (
  <Around {...props}>
    <p>Inside</p>
  </Around>
);

const CONTROLS = {
  Amount,
  Choice,
  Connection: inside(Connection),
  Countdown,
  Destination,
  Drawer,
  Failing,
  Fold: inside(Fold),
  OneOf,
  Stepper,
  SteppedAtStripe,
  Stuck,
  TestCards,
};
const Control = CONTROLS[query.get("control")];
const EVENTS = ["Change", "End", "Failure", "Look", "Retry", "Save", "Shut", "Undo"];

function Page() {
  const [props, setProps] = useState(JSON.parse(query.get("props")));
  window.given = (more) => setProps((known) => ({ ...known, ...more }));
  // another function each time, as after a change of the page's state
  const hear =
    (name) =>
    (...sent) => {
      const values = sent.filter((value) => !value?.nativeEvent);
      window.heard.push(values.length === 0 ? name : values.length === 1 ? values[0] : values);
    };
  const asked = Object.fromEntries(EVENTS.map((event) => [`on${event}`, hear(event.toLowerCase())]));
  return <Control {...asked} {...props} />;
}

createRoot(document.getElementById("root")).render(<Page />);
