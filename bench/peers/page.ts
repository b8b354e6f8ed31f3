import './page.css';

/** Side of the square in which every peer shows its picture, CSS px. */
export const VIEW = Number(new URLSearchParams(location.search).get('view') ?? 1024);

export const view = document.getElementById('view') as HTMLDivElement;
view.style.width = view.style.height = `${VIEW}px`;

/** Two frames later: what was drawn has been handed over. */
export const settled = () =>
  new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(undefined))));
