const KEY = 'strainlake-colours';

/** The switch between light and dark; calls back whenever the colours have changed, the system's included. */
export function watchTheme(select, changed) {
  const root = document.documentElement;
  const show = choice => {
    if (choice === 'light' || choice === 'dark') {
      root.dataset.theme = choice;
    } else {
      delete root.dataset.theme;
    }
  };
  select.value = localStorage.getItem(KEY) ?? 'auto';
  if (!select.value) {
    select.value = 'auto';
  }
  show(select.value);
  select.addEventListener('change', () => {
    localStorage.setItem(KEY, select.value);
    show(select.value);
    changed();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed);
}
