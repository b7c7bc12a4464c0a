// One control of the store alone on a page. Tests set its props and hear what it sends.
import { useState } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";

import { LookAgain } from "../../../rxapp/merchant/look_again.jsx";
import { SignIn, SignOut } from "../../../rxapp/merchant/signing.jsx";
import { useAdjusting } from "../../../rxapp/stripe_elements/adjusting.js";
import { begins, formNow } from "../../../rxapp/stripe_elements/watching.js";
import { Amount } from "../../../rxapp/ui/amount.jsx";
import { CartLink } from "../../../rxapp/ui/cart_link.jsx";
import { Choice, OneOf } from "../../../rxapp/ui/choice.jsx";
import { Connection } from "../../../rxapp/ui/connection.jsx";
import { Countdown } from "../../../rxapp/ui/countdown.jsx";
import { Destination } from "../../../rxapp/ui/destination.jsx";
import Drawer from "../../../rxapp/ui/drawer.jsx";
import { ErrorBoundary } from "../../../rxapp/ui/error_boundary.jsx";
import { Fold } from "../../../rxapp/ui/fold.jsx";
import { Guide, GuideButton, TestCards } from "../../../rxapp/ui/guide.jsx";
import { Hood, HoodButton } from "../../../rxapp/ui/hood.jsx";
import { Jump } from "../../../rxapp/ui/jump.jsx";
import { KeepFocus } from "../../../rxapp/ui/keep_focus.jsx";
import { Problem, WaysOn } from "../../../rxapp/ui/problem.jsx";
import { ShelfFinder } from "../../../rxapp/ui/shelf_finder.jsx";
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

/** The way to the cart with its word in it, as in the header of a page; it may be prevented by what is around it. */
function Carted({ prevented, ...cart }) {
  return (
    <header onClickCapture={(event) => prevented && event.preventDefault()}>
      <CartLink className="cart-link" {...cart}>
        Cart
      </CartLink>
    </header>
  );
}

/** A link to a place that is out of sight. */
function Jumped() {
  return (
    <div>
      <Jump to="there" className="jump">
        Go there
      </Jump>
      <h2 id="there" tabIndex={-1} style={{ marginTop: "3000px" }}>
        There
      </h2>
    </div>
  );
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

/** Deep down in a page; `fails` is what it throws there. */
function Drawn({ fails, depth = 0 }) {
  if (depth < 150) return <Drawn fails={fails} depth={depth + 1} />;
  if (fails) throw fails === true ? new Error("a mistake") : fails.thrown;
  return <p>A page</p>;
}

/** Things to press, each of which may go off the page. */
function Kept({ things }) {
  return (
    <KeepFocus>
      <ul>
        {things.map((thing) => (
          <li key={thing}>
            <button type="button" disabled={thing.startsWith("No ")}>
              {thing}
            </button>
          </li>
        ))}
      </ul>
    </KeepFocus>
  );
}

function Hooded(props) {
  return (
    <>
      <HoodButton>Under the hood</HoodButton>
      <Hood {...props} />
    </>
  );
}

function Guided({ title }) {
  return (
    <div>
      <GuideButton className="button">Try this</GuideButton>
      <Guide title={title}>
        <p>Inside</p>
      </Guide>
    </div>
  );
}

function Shelf(props) {
  return (
    <ShelfFinder {...props}>
      {props.things.map(({ text }) => (
        <li key={text}>{text}</li>
      ))}
    </ShelfFinder>
  );
}

const ignored = () => {};
const inside = (Around) => (props) => (
  <Around {...props}>
    <p>Inside</p>
  </Around>
);

const CONTROLS = {
  Amount,
  Carted,
  Choice,
  Connection: inside(Connection),
  Countdown,
  Destination,
  Drawer,
  Failing,
  Fold: inside(Fold),
  Guided,
  Hooded,
  Jumped,
  Kept,
  LookAgain,
  OneOf,
  SignIn,
  SignOut,
  Shelf,
  Stepper,
  SteppedAtStripe,
  Stuck,
  TestCards,
};
const Control = CONTROLS[query.get("control")];
const EVENTS = ["Change", "Close", "End", "Failure", "Look", "Retry", "Save", "Shut", "Undo"];

function Page() {
  const [{ gone, ...props }, setProps] = useState(JSON.parse(query.get("props")));
  // drawn with all that follows from it when this returns, so that a test may look at once
  window.given = (more) => flushSync(() => setProps((known) => ({ ...known, ...more })));
  // another function each time, as after a change of the page's state
  const hear =
    (name) =>
    (...sent) => {
      const values = sent.filter((value) => !value?.nativeEvent);
      const called = props.asOf ? `${name} as of ${props.asOf}` : name;
      window.heard.push(values.length === 0 ? called : values.length === 1 ? values[0] : values);
    };
  const asked = Object.fromEntries(EVENTS.map((event) => [`on${event}`, hear(event.toLowerCase())]));
  return <div>{!gone && <Control {...asked} {...props} />}</div>;
}

const root = document.getElementById("root");
root.tabIndex = -1; // as the store's own main part has it
createRoot(root).render(<Page />);
