// One control of the store alone on a page. Tests set its props and hear what it sends.
import { useState } from "react";
import { createRoot } from "react-dom/client";

import { Choice, OneOf } from "../../../rxapp/ui/choice.jsx";
import { Countdown } from "../../../rxapp/ui/countdown.jsx";

const CONTROLS = { Choice, OneOf, Countdown };
const query = new URLSearchParams(location.search);
const Control = CONTROLS[query.get("control")];

window.heard = [];

function Page() {
  const [props, setProps] = useState(JSON.parse(query.get("props")));
  window.given = (more) => setProps((known) => ({ ...known, ...more }));
  // another function each time, as after a change of the page's state
  const hear = (name) => (value) => window.heard.push(value === undefined ? name : value);
  return <Control {...props} onChange={hear("change")} onEnd={hear("end")} />;
}

createRoot(document.getElementById("root")).render(<Page />);
