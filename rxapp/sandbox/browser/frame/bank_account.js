const bankAccount = createBankAccountForm();

/** What is asked of a buyer who pays from a bank account. */
function createBankAccountForm() {
  const holder = createField({
    name: "accountHolder",
    label: say("account.holder"),
    input: textInput({ autocomplete: "name", placeholder: say("account.holder_example") }),
    examine: needed("incomplete_name"),
  });
  const routing = createField({
    name: "routingNumber",
    label: say("account.routing"),
    input: textInput({ inputMode: "numeric", autocomplete: "off", placeholder: "110000000" }),
    examine: examineRoutingNumber,
  });
  const account = createField({
    name: "accountNumber",
    label: say("account.number"),
    input: textInput({ inputMode: "numeric", autocomplete: "off", placeholder: "000123456789" }),
    examine: examineAccountNumber,
  });
  const fields = [holder, routing, account];
  const grid = element("div", { className: "Grid" });
  holder.root.classList.add("Field--wide");
  grid.append(...fields.map(({ root }) => root));
  const terms = element("p", {
    className: "TermsText",
    textContent: say("account.terms"),
  });
  const root = element("div", { id: "us_bank_account-panel" });
  root.append(grid, terms);
  return { root, fields, holder, routing, account };
}

/** @param {string} text @returns {Examination} */
function examineRoutingNumber(text) {
  const digits = digitsOf(text);
  if (digits.length < 9) return complaint("incomplete_routing_number");
  const sum = Array.from(digits).reduce((total, digit, index) => total + Number(digit) * [3, 7, 1][index % 3], 0);
  if (digits.length === 9 && sum % 10 === 0) return { complete: true };
  return complaint("invalid_routing_number", true);
}

/** @param {string} text @returns {Examination} */
function examineAccountNumber(text) {
  const { length } = digitsOf(text);
  if (length >= 4 && length <= 17) return { complete: true };
  return complaint("incomplete_account_number");
}

/** @param {Server} server @param {BillingDetails} details */
function createBankAccountMethod(server, details) {
  return server.post("/v1/payment_methods", {
    type: "us_bank_account",
    us_bank_account: {
      account_holder_type: "individual",
      account_number: digitsOf(bankAccount.account.value()),
      routing_number: digitsOf(bankAccount.routing.value()),
    },
    billing_details: { ...details, name: bankAccount.holder.value().trim() },
  });
}
