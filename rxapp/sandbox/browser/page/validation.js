/**
 * Every form shows its own problems beside its fields; the first one of all gets the focus.
 * @param {GroupMember[]} forms @returns {Promise<{kind: ElementKind, problem: Problem}[]>}
 */
async function problemsIn(forms) {
  const found = await Promise.all(
    forms.map(async (form) => (await form.validate()).map((problem) => ({ form, problem }))),
  );
  const problems = found.flat();
  problems[0]?.form.element.focus();
  return problems.map(({ form, problem }) => ({ kind: form.kind, problem }));
}
