import { useEffect, useRef, useState } from "react";
import { Problem } from "../../ui/problem/problem.jsx";

const NO_ANSWER = "The store gave no answer. Please try again.";

/** Why the store refuses what is posted; empty if it doesn't. */
async function refusalOf(address, body) {
  try {
    const sent = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
    const answer = await fetch(address, sent);
    return answer.ok ? "" : (await answer.json()).error.message;
  } catch {
    return NO_ANSWER;
  }
}

/** The merchant's token, for a cookie that no script can read. A socket keeps the one it began with, so the page is loaded anew. */
export function SignIn() {
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const field = useRef(null);
  useEffect(() => field.current.focus(), []);

  const signIn = async (event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem("");
    const said = await refusalOf("/api/merchant/sign-in", { token: field.current.value });
    if (said === "") return location.reload();
    setProblem(said);
    setBusy(false);
    field.current.select();
  };
  return (
    <form className="sign-in" onSubmit={signIn} noValidate>
      <div className="field">
        <label className="field-label" htmlFor="merchant-token">
          Token
        </label>
        <input
          ref={field}
          id="merchant-token"
          className="field-input"
          type="password"
          autoComplete="current-password"
          maxLength={500}
          aria-describedby={problem ? "problem-merchant-token" : undefined}
          aria-invalid={problem ? true : undefined}
        />
        <Problem id="problem-merchant-token" message={problem} />
      </div>
      <button className="button button-accent button-wide" type="submit" aria-disabled={busy}>
        Sign in
      </button>
    </form>
  );
}

/** Takes the cookie away; what this browser's other tabs show goes with it. */
export function SignOut() {
  const [problem, setProblem] = useState("");
  const others = useRef(null); // one for both ways: by another one this tab would hear itself, and stay where it is
  useEffect(() => {
    const tabs = new BroadcastChannel("behind the counter");
    tabs.onmessage = () => location.reload();
    others.current = tabs;
    return () => tabs.close();
  }, []);
  const signOut = async () => {
    setProblem("");
    const said = await refusalOf("/api/merchant/sign-out", {});
    if (said) return setProblem(said);
    others.current.postMessage("signed out");
    location.assign("/merchant");
  };
  return (
    <div className="sign-out">
      <button className="link-button" type="button" onClick={signOut}>
        Sign out
      </button>
      <Problem id="problem-sign-out" message={problem} />
    </div>
  );
}
