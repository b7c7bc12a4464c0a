const emailField = createField({
  name: "email",
  label: say("contact.email"),
  input: textInput({ type: "email", inputMode: "email", autocomplete: "email", placeholder: "you@example.com" }),
  examine(text) {
    const code = emailProblem(text);
    return code ? complaint(code) : { complete: true };
  },
});
const contactRoot = element("div", { className: "Form" });
contactRoot.append(emailField.root);

let filledEmail = false;

startFrame({
  root: contactRoot,
  configure({ options, context }) {
    const { email } = /** @type {{email?: string}} */ (options.defaultValues ?? {});
    const known = context.email ?? email;
    if (filledEmail || !known) return;
    filledEmail = true;
    if (!emailField.value()) emailField.set(known);
  },
  validate: () => [emailField.validate() ?? []].flat(),
  state: () => ({
    complete: emailField.examine().complete,
    empty: emailField.value() === "",
    value: { value: { email: emailField.value().trim() } },
  }),
  focus: () => emailField.input.focus(),
  clear: () => emailField.set(""),
});
