/**
 * The only script: long tables get a filter, and columns that can be sorted. Pages say everything without it. It adds text
 * as text and nothing else.
 */
export const tablesScript = `'use strict';
for (const table of document.querySelectorAll('table.long')) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  if (rows.length < 8) continue;
  const label = document.createElement('label');
  label.className = 'filter';
  label.textContent = 'Filter';
  const input = document.createElement('input');
  input.type = 'search';
  input.setAttribute('aria-label', 'Filter: ' + table.caption.textContent);
  label.append(input);
  table.parentElement.before(label);
  input.addEventListener('input', () => {
    const wanted = input.value.trim().toLowerCase();
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  });
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener('click', () => {
      const up = head.getAttribute('aria-sort') !== 'ascending';
      for (const other of heads) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
      const text = (row) => row.cells[column].textContent.trim();
      const number = (value) => (/^[\\d.,]+/.test(value) ? parseFloat(value.replaceAll(',', '')) : NaN);
      const order = (a, b) => {
        const [x, y] = [number(text(a)), number(text(b))];
        if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
        return text(a).localeCompare(text(b), 'en');
      };
      const sorted = [...rows].sort((a, b) => (up ? order(a, b) : order(b, a)));
      body.append(...sorted);
    });
  });
}
`;
