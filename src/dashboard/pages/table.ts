import { html, type Html, type Part } from '../markup/html.ts';

export interface Column {
  readonly name: string;
  /** Numbers stand at the right. */
  readonly numeric?: boolean;
}

export interface TableParts {
  readonly caption: string;
  readonly columns: readonly Column[];
  /** Cells of each row; the first names it. */
  readonly rows: readonly (readonly Part[])[];
  /** What to say where there are no rows. */
  readonly empty: string;
  /** Whether a script may add a filter and let columns be sorted. */
  readonly long?: boolean;
}

/** A table with caption and scopes. */
export function table({ caption, columns, rows, empty, long = false }: TableParts): Html {
  if (rows.length === 0) return html`<p class="empty">${empty}</p>`;
  const head = columns.map(
    ({ name, numeric }) => html`<th scope="col" class="${numeric === true ? 'num' : ''}">${name}</th>`,
  );
  const lines = rows.map((cells) => {
    const shown = cells.map((cell, index) => oneCell(cell, index, columns[index]?.numeric === true));
    return html`<tr>
      ${shown}
    </tr> `;
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table class="${long ? 'long' : ''}">
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${lines}
      </tbody>
    </table>
  </div>`;
}

function oneCell(cell: Part, index: number, numeric: boolean): Html {
  if (index === 0) return html`<th scope="row">${cell}</th>`;
  return numeric ? html`<td class="num">${cell}</td>` : html`<td>${cell}</td>`;
}

/** Names and values, for what is no list. Values that say nothing are left out. */
export function facts(entries: readonly (readonly [name: string, value: Part])[]): Html {
  const shown = entries.filter(([, value]) => value !== null && value !== undefined && value !== false && value !== '');
  return html`<dl class="facts">
    ${shown.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}
