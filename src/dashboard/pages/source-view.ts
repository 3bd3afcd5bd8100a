import { html, type Html } from '../markup/html.ts';

/** Source as text, with the numbers of its lines beside it, which can't be copied along. */
export function sourceView(source: string, label: string): Html {
  const lines = source.replace(/\n$/, '').split('\n');
  const numbers = lines.map((_, index) => index + 1).join('\n');
  return html`<div class="code" tabindex="0" role="region" aria-label="${label}">
    <pre class="numbers" aria-hidden="true">${numbers}</pre>
    <pre><code>${source}</code></pre>
  </div>`;
}

/** A unified difference, each line marked by its first character and a colour. */
export function differenceView(difference: string, label: string): Html {
  if (difference === '') return html`<p class="empty">No difference.</p>`;
  const lines = difference.split('\n').map((line) => html`<span class="${toneOf(line)}">${line} </span>`);
  return html`<div class="code diff" tabindex="0" role="region" aria-label="${label}">
    <pre><code>${lines}</code></pre>
  </div>`;
}

function toneOf(line: string): string {
  if (line.startsWith('@@')) return 'hunk';
  if (line.startsWith('+')) return 'add';
  return line.startsWith('-') ? 'del' : 'same';
}
