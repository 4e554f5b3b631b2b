// The switch between dark and light. Until it is used, the system decides.

const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set();

const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);

/** Calls `listener` whenever colours change; gives a function that ends this. */
export function onTheme(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The value of a colour of base.css, as a canvas takes it. */
export function colour(name) {
  const probe = document.createElement("span");
  probe.className = "hidden";
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

export function startTheme(button) {
  const tell = () => {
    button.setAttribute("aria-pressed", String(isDark()));
    listeners.forEach((listener) => listener());
  };
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    remember(root.dataset.theme);
    tell();
  });
  system.addEventListener("change", tell);
  tell();
}

function remember(theme) {
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // Storage is forbidden: the choice lasts as long as the page.
  }
}
