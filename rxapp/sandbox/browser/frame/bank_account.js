const bankAccount = createBankAccountForm();

/** What is asked of a buyer who pays from a bank account. */
function createBankAccountForm() {
  const holder = createField({
    name: "accountHolder",
    label: "Full name",
    input: textInput({ autocomplete: "name", placeholder: "First and last name" }),
    examine: needed("incomplete_name", "Your name is incomplete."),
  });
  const routing = createField({
    name: "routingNumber",
    label: "Routing number",
    input: textInput({ inputMode: "numeric", autocomplete: "off", placeholder: "110000000" }),
    examine: examineRoutingNumber,
  });
  const account = createField({
    name: "accountNumber",
    label: "Account number",
    input: textInput({ inputMode: "numeric", autocomplete: "off", placeholder: "000123456789" }),
    examine: examineAccountNumber,
  });
  const fields = [holder, routing, account];
  const grid = element("div", { className: "Grid" });
  holder.root.classList.add("Field--wide");
  grid.append(...fields.map(({ root }) => root));
  const terms = element("p", {
    className: "TermsText",
    textContent:
      "By paying you allow the amount to be debited from your bank account. " +
      "It takes up to four business days until the money has arrived.",
  });
  const root = element("div", { id: "us_bank_account-panel" });
  root.append(grid, terms);
  return { root, fields, holder, routing, account };
}

/** @param {string} text @returns {Examination} */
function examineRoutingNumber(text) {
  const digits = digitsOf(text);
  if (digits.length < 9)
    return {
      complete: false,
      problem: { code: "incomplete_routing_number", message: "Your routing number is incomplete." },
    };
  const sum = Array.from(digits).reduce((total, digit, index) => total + Number(digit) * [3, 7, 1][index % 3], 0);
  if (digits.length === 9 && sum % 10 === 0) return { complete: true };
  return {
    complete: false,
    early: true,
    problem: { code: "invalid_routing_number", message: "Your routing number is invalid." },
  };
}

/** @param {string} text @returns {Examination} */
function examineAccountNumber(text) {
  const { length } = digitsOf(text);
  if (length >= 4 && length <= 17) return { complete: true };
  return {
    complete: false,
    problem: { code: "incomplete_account_number", message: "Your account number is incomplete." },
  };
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
