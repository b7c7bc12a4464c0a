/** Who buys: an email address, unless the shop knows it, and a telephone number where it is asked for. */
function createContact() {
  const known = node("p", { id: "knownEmail" });
  const email = createTextField({
    name: "email",
    label: say("contact.email"),
    input: { type: "email", inputMode: "email", autocomplete: "email", placeholder: "you@example.com" },
    problemOf(value) {
      const code = emailProblem(value);
      return code && emailMessage(code);
    },
  });
  const phone = createTextField({
    name: "phoneNumber",
    label: say("contact.phone"),
    input: { type: "tel", autocomplete: "tel" },
    problemOf: (value) => (value.replace(/\D/g, "").length < 7 ? say("problems.incomplete_phone_number") : null),
  });
  const root = node(
    "section",
    { className: "Part", "aria-labelledby": "contact" },
    node("h2", { id: "contact", textContent: say("form.contact") }),
    known,
    email.root,
    phone.root,
  );
  let filled = false;

  return {
    root,
    fields: [email, phone],
    /** @param {PaymentPage} page */
    draw({ session, email_is_fixed, collect_phone_number }) {
      known.hidden = !email_is_fixed;
      known.textContent = email_is_fixed ? session.email : "";
      email.root.hidden = email_is_fixed;
      phone.root.hidden = !collect_phone_number;
      if (filled) return;
      filled = true;
      email.input.value = session.email ?? "";
      phone.input.value = session.phoneNumber ?? "";
    },
    details: () => ({ email: email.value(), phoneNumber: phone.value() }),
  };
}
