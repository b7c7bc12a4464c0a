/**
 * Lets the shopper do what a payment still needs: answer their bank in a dialog, or go to another page and come back.
 * How it went, the server knows.
 * @param {string} url @param {string} key @returns {Promise<void>}
 */
function authenticate(url, key) {
  return url.includes("/_sandbox/redirect/") ? leaveFor(inLanguage(url)) : askBank(inLanguage(url), key);
}

/** @param {string} url @param {string} key @returns {Promise<void>} */
function askBank(url, key) {
  const ended = Promise.withResolvers();
  const channelId = randomId();
  const frame = challengeFrame(frameAddress(url, { channel: channelId, key }));
  const dialog = challengeDialog(frame);
  const focused = document.activeElement;
  let connected = false;

  const channel = openChannel({
    id: channelId,
    peer: () => frame.contentWindow,
    origin: "*",
    hear: (event) => {
      if (event === "connected") connected = true;
      if (event === "ended") ended.resolve(undefined);
    },
  });
  // Leaving the dialog is a refusal, which the frame must tell the bank before it goes.
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (connected) channel.notify("cancel");
    else ended.resolve(undefined);
  });

  document.body.append(dialog);
  dialog.showModal();
  frame.focus();
  return ended.promise.then(() => {
    channel.close();
    dialog.remove();
    if (focused instanceof HTMLElement) focused.focus();
  });
}

/** @param {string} address @returns {HTMLIFrameElement} */
function challengeFrame(address) {
  const frame = document.createElement("iframe");
  frame.name = frameName();
  frame.title = say("titles.bank");
  frame.setAttribute("sandbox", "allow-scripts allow-forms");
  frame.src = address;
  setStyle(frame, {
    border: "0",
    width: "min(420px, 100%)",
    height: "min(440px, 100%)",
    borderRadius: "12px",
    background: "#fff",
    boxShadow: "0 24px 64px rgb(0 0 0 / 24%)",
    colorScheme: "light",
  });
  return frame;
}

/** @param {HTMLIFrameElement} frame @returns {HTMLDialogElement} */
function challengeDialog(frame) {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-label", say("titles.bank_dialog"));
  setStyle(dialog, {
    display: "grid",
    placeItems: "center",
    boxSizing: "border-box",
    width: "100vw",
    height: "100dvh",
    maxWidth: "none",
    maxHeight: "none",
    margin: "0",
    padding: "16px",
    border: "0",
    background: "rgb(20 18 16 / 55%)",
  });
  dialog.append(frame);
  return dialog;
}
