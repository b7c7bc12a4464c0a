/** @param {string} text @returns {string} */
function digitsOf(text) {
  return text.replace(/\D/g, "");
}
