/** @param {string} email @returns {'incompleteEmail' | 'invalidEmail' | null} */
function emailProblem(email) {
  if (!/@[^@]+\.[^@.]+$/.test(email.trim())) return "incompleteEmail";
  return /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/.test(email.trim()) ? null : "invalidEmail";
}

/** @param {'incompleteEmail' | 'invalidEmail'} code @returns {string} */
function emailMessage(code) {
  return code === "invalidEmail" ? say("problems.invalidEmail") : say("problems.incompleteEmail");
}
