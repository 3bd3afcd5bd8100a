import { html, type Html } from '../markup/html.ts';

/** Prose of a contract: its first paragraph, and the rest for who asks. */
export function prose(text: string): Html {
  const flowing = flowed(text);
  const end = flowing.search(/\n\s*\n/);
  if (end < 0) return html`<p class="prose">${flowing}</p>`;
  return html`<p class="prose">${flowing.slice(0, end)}</p>
    <details>
      <summary>All that the contract says</summary>
      <p class="prose">${flowing.slice(end).trim()}</p>
    </details>`;
}

/** Lines that were broken for an editor flow again; paragraphs and lists stay. */
function flowed(text: string): string {
  return text.replaceAll(/([^\n])\n(?=[^\n\s*-])/g, '$1 ');
}
