// Runs before the first paint, so that a theme chosen earlier doesn't flash the other one.
{
  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.classList.add(chosen);
}
