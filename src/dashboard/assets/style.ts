/** The only style sheet. Colours come in pairs for light and dark; all text reaches a contrast of 4.5 to 1. */
export const styleSheet = `:root {
  color-scheme: light dark;
  --page: #f7f8fa; --card: #ffffff; --text: #1b2129; --soft: #565f6c; --line: #dfe3e8; --rule: #eceff2;
  --accent: #1f5fa8; --accent-soft: #e4eefa; --good: #1c6b3c; --good-soft: #e0f2e6; --warn: #80500a; --warn-soft: #fbefd6;
  --bad: #a8262b; --bad-soft: #fbe6e6; --track: #e3e7ec; --band: #c9dcf2; --code: #f3f5f7;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12161b; --card: #191e25; --text: #e2e7ed; --soft: #a0abb8; --line: #303842; --rule: #252c35;
    --accent: #83b8f2; --accent-soft: #1d324a; --good: #7fcf9c; --good-soft: #173524; --warn: #e5b866; --warn-soft: #3a2c11;
    --bad: #f09a98; --bad-soft: #442022; --track: #303842; --band: #29415c; --code: #12161b;
  }
}
* { box-sizing: border-box; }
html { font: 14px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; scroll-padding-top: 4rem; }
body { margin: 0; background: var(--page); color: var(--text); overflow-wrap: anywhere; }
code, pre, .digest { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; font-size: 0.92em; }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
p a, li a, dd a { text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: 2px; }
nav a, h1 a, h3 a, .brand a { text-decoration: none; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
main:focus { outline: none; }
small { color: var(--soft); font-size: 0.88em; }
.skip { position: absolute; left: -100vw; top: 0; background: var(--card); padding: 0.5rem 1rem; z-index: 3; }
.skip:focus { left: 0; }
.top { background: var(--card); border-bottom: 1px solid var(--line); position: sticky; top: 0; z-index: 2; }
.bar, main, footer { max-width: 1180px; margin: 0 auto; padding: 0 1.25rem; }
.bar { display: flex; flex-wrap: wrap; gap: 0 2rem; align-items: center; min-height: 3rem; }
.brand { margin: 0; color: var(--soft); }
.brand a { font-weight: 700; color: var(--text); font-size: 1.1em; margin-right: 0.5rem; }
.brand strong { color: var(--text); font-weight: 600; }
.bar ul { list-style: none; display: flex; flex-wrap: wrap; gap: 0.25rem; margin: 0; padding: 0; }
.bar li a { display: block; padding: 0.75rem 0.7rem calc(0.75rem - 2px); color: var(--soft); border-bottom: 2px solid transparent; }
.bar li a:hover { color: var(--text); text-decoration: none; }
.bar li a[aria-current] { color: var(--text); border-color: var(--accent); font-weight: 600; }
main { padding-top: 1.25rem; padding-bottom: 2rem; }
footer { color: var(--soft); border-top: 1px solid var(--line); padding-top: 0.5rem; padding-bottom: 1.5rem; font-size: 0.9em; }
.trail ol { list-style: none; display: flex; gap: 0.4rem; padding: 0; margin: 0 0 0.25rem; color: var(--soft); }
.trail li::after { content: "/"; margin-left: 0.4rem; color: var(--soft); }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 0.5rem; letter-spacing: -0.01em; }
h2 { font-size: 1.08rem; margin: 2rem 0 0.6rem; }
h3 { font-size: 1rem; margin: 0 0 0.25rem; }
.lead { margin-bottom: 1.25rem; }
.prose { max-width: 72ch; white-space: pre-line; margin: 0.4rem 0; }
.lead p { margin: 0.3rem 0; max-width: 80ch; }
.note, .legend, .empty { color: var(--soft); max-width: 80ch; }
.empty { font-style: italic; }
.note.bad { background: var(--bad-soft); border-left: 3px solid var(--bad); padding: 0.5rem 0.75rem; }
.note.bad, .bad, .badge.bad { color: var(--bad); }
.figures { list-style: none; display: flex; flex-wrap: wrap; gap: 0; padding: 0; margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
.figures li { flex: 1 1 9rem; padding: 0.6rem 1rem; color: var(--soft); box-shadow: -1px 0 0 var(--rule), 0 -1px 0 var(--rule); }
.figures b { display: block; font-size: 1.45rem; line-height: 1.2; font-weight: 600; color: var(--text); font-variant-numeric: tabular-nums; }
.attention { padding: 0.6rem 1rem 0.6rem 2rem; margin: 0; background: var(--warn-soft); border-left: 3px solid var(--warn); border-radius: 4px; }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
table { border-collapse: collapse; width: 100%; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th, td { text-align: left; padding: 0.34rem 0.75rem; border-bottom: 1px solid var(--rule); vertical-align: baseline; font-weight: 400; overflow-wrap: break-word; max-width: 36rem; }
thead th { color: var(--soft); font-size: 0.85em; white-space: nowrap; border-bottom-color: var(--line); font-weight: 600; }
tbody th { white-space: nowrap; }
tbody tr:last-child > * { border-bottom: 0; }
tbody tr:hover > * { background: var(--rule); }
.num { text-align: right; font-variant-numeric: tabular-nums; }
thead button { all: unset; cursor: pointer; }
thead button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
thead button::after { content: ""; display: inline-block; width: 0.9em; }
th[aria-sort="ascending"] button::after { content: "\\2191"; }
th[aria-sort="descending"] button::after { content: "\\2193"; }
.filter { display: block; margin: 0 0 0.5rem; color: var(--soft); }
.filter input { font: inherit; color: var(--text); background: var(--card); border: 1px solid var(--soft); border-radius: 6px; padding: 0.25rem 0.6rem; margin-left: 0.4rem; width: 16rem; max-width: 100%; }
.badge { display: inline-block; padding: 0 0.45rem; border-radius: 4px; font-size: 0.85em; line-height: 1.5; background: var(--rule); color: var(--soft); }
.badge.good { background: var(--good-soft); color: var(--good); }
.badge.warn { background: var(--warn-soft); color: var(--warn); }
.badge.bad { background: var(--bad-soft); }
.badge.accent { background: var(--accent-soft); color: var(--accent); }
.unknown { color: var(--soft); font-style: italic; }
.fit { white-space: nowrap; font-variant-numeric: tabular-nums; }
.fit b { font-weight: 600; display: inline-block; min-width: 2.2em; }
.mini { margin: 0 0.3rem; }
.mini .track { fill: var(--track); }
.mini .range { fill: var(--accent); opacity: 0.45; }
.dot { fill: var(--accent); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 28rem), 1fr)); gap: 1rem; }
figure { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 0.75rem; }
figure.wide { max-width: 40rem; margin: 0.75rem 0; }
.chart { display: block; width: 100%; height: auto; max-width: 40rem; }
.chart .grid { stroke: var(--rule); }
.chart .band { fill: var(--band); }
.chart .line { fill: none; stroke: var(--accent); stroke-width: 1.75; stroke-linejoin: round; }
.chart .tick { fill: var(--soft); font-size: 11px; }
.chart .end { text-anchor: end; }
.chart .strip-unknown { fill: none; stroke: var(--line); stroke-dasharray: 3 3; }
.chart .strip-known { fill: var(--accent); opacity: 0.75; }
.chart .unknown-word { font-size: 9px; font-style: italic; }
figcaption { margin-top: 0.35rem; }
.lineage { display: block; }
.lineage .edge { fill: none; stroke: var(--soft); stroke-width: 1.1; opacity: 0.7; }
.lineage .node { fill: var(--card); stroke: var(--soft); }
.lineage .node.dominant { fill: var(--accent-soft); stroke: var(--accent); stroke-width: 1.75; }
.lineage .node.fallback { fill: var(--rule); }
.lineage .node.deprecated { stroke: var(--bad); stroke-dasharray: 4 3; }
.lineage .node.foreign { stroke-dasharray: 2 3; }
.lineage .digest { fill: var(--text); font-size: 12px; }
.lineage .origin { fill: var(--soft); font-size: 10.5px; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 0 2rem; margin: 0.5rem 0; }
.facts div { display: grid; grid-template-columns: 9.5rem 1fr; gap: 0.75rem; padding: 0.22rem 0; border-bottom: 1px solid var(--rule); }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; min-width: 0; }
.history { list-style: none; padding: 0 0 0 1.1rem; margin: 0; border-left: 2px solid var(--line); }
.history li { position: relative; padding-bottom: 1rem; }
.history li::before { content: ""; position: absolute; left: calc(-1.1rem - 6px); top: 0.45rem; width: 8px; height: 8px; border-radius: 50%; background: var(--card); border: 2px solid var(--accent); }
.history p { margin: 0.1rem 0; max-width: 90ch; }
.event { color: var(--soft); }
.event .badge { margin-right: 0.25rem; }
.reason { color: var(--soft); }
.proof { padding-left: 0.75rem; border-left: 2px solid var(--good); }
.history .proof { margin: 0.35rem 0; }
details { margin: 0.4rem 0; }
summary { cursor: pointer; color: var(--accent); }
.code { display: flex; max-height: 42rem; overflow: auto; background: var(--code); border: 1px solid var(--line); border-radius: 8px; unicode-bidi: isolate; }
.code pre { margin: 0; padding: 0.75rem; tab-size: 2; font-size: 12.5px; line-height: 1.5; }
.code pre:last-child { flex: 1; min-width: 0; }
.code code { font-size: inherit; white-space: pre; overflow-wrap: normal; }
.numbers { color: var(--soft); text-align: right; user-select: none; border-right: 1px solid var(--line); }
.diff span { display: block; padding: 0 0.5rem; margin: 0 -0.75rem; width: max-content; min-width: calc(100% + 1.5rem); }
.diff .add { background: var(--good-soft); color: var(--good); }
.diff .del { background: var(--bad-soft); color: var(--bad); }
.diff .hunk { color: var(--soft); }
.pathway, .proposal { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 0.75rem 1rem; margin: 0 0 0.75rem; }
.proposal h2 { margin-top: 0; }
.pathway ol { margin: 0.4rem 0 0; padding-left: 2rem; columns: 2 22rem; }
.tags { margin: 0.2rem 0; color: var(--soft); }
.pager ul { list-style: none; display: flex; flex-wrap: wrap; gap: 0.25rem; padding: 0; }
.pager a { display: block; min-width: 2rem; text-align: center; padding: 0.15rem 0.5rem; border: 1px solid var(--line); border-radius: 6px; background: var(--card); }
.pager a[aria-current] { background: var(--accent-soft); border-color: var(--accent); font-weight: 600; }
@media (max-width: 40rem) { .facts div { grid-template-columns: 1fr; gap: 0; } .top { position: static; } .bar { padding-top: 0.5rem; } }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
@media print { .top, .pager, .filter, .skip { display: none; } .code { max-height: none; } }
`;
