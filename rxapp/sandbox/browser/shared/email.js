/** @param {string} email @returns {'incompleteEmail' | 'invalidEmail' | null} */
function emailProblem(email) {
  if (!/@[^@]+\.[^@.]+$/.test(email.trim())) return "incompleteEmail";
  return /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/.test(email.trim()) ? null : "invalidEmail";
}

const EMAIL_MESSAGES = { incompleteEmail: "Your email is incomplete.", invalidEmail: "Your email is invalid." };
