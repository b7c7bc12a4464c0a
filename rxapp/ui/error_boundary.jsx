import { Component } from "react";

/**
 * What a shopper sees in place of a page that failed to draw. The error itself goes to the server's log, not to them.
 *
 * It stands twice: around the page, where `onFailure` reports, and above all that this needs, where the browser does.
 */
export class ErrorBoundary extends Component {
  state = {};

  static getDerivedStateFromError() {
    return { failed: true };
  }

  componentDidCatch(error, { componentStack }) {
    if (!this.props.onFailure) reportError(error);
    else this.props.onFailure(String(error?.stack ?? error).slice(0, 5000), String(componentStack).slice(0, 5000));
  }

  render() {
    if (!this.state.failed) return this.props.children;
    const { title, sentence, reload } = this.props.words;
    return (
      <main className="page">
        <h1>{title}</h1>
        <p>{sentence}</p>
        <p>
          <button type="button" className="button" onClick={() => location.reload()}>
            {reload}
          </button>
        </p>
      </main>
    );
  }
}
