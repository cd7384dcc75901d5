// How pages look: one sheet inside the file, light and dark, phone, desk and paper. No fonts, pictures or scripts.

enum PageStyle {
    /// The only style that a page's policy lets a browser obey: SHA-256 of `sheet`. A test says what it must be.
    static let digest = "PFUStf7yui6ibeIBxuqPQtRTmFSHDrT2/Y5kUhRY8gI="

    /// One accent; red only where money is lost.
    static let sheet: StaticString = """

        :root { color-scheme: light dark;
          --ground: #fbfaf8; --ink: #1d2126; --soft: #5b636d; --line: #e4e1db; --accent: #0a6c8f; --loss: #b3261e;
          --billed: #7a828c; --band: #0a6c8f29; --code: #f1efea; }
        @media (prefers-color-scheme: dark) { :root {
          --ground: #14171a; --ink: #e6e8ea; --soft: #9ba4ad; --line: #2b3137; --accent: #5cb8d8; --loss: #ff8a7d;
          --billed: #8d97a1; --band: #5cb8d833; --code: #1e2328; } }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body { margin: 0; background: var(--ground); color: var(--ink); overflow-wrap: anywhere;
          font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
          font-variant-numeric: tabular-nums; }
        body > * { max-width: 60rem; margin: 0 auto; padding: 0 1.375rem; }
        header { padding-top: 2.5rem; }
        header p { max-width: none; }
        h1 { font-size: 1.5rem; line-height: 1.25; font-weight: 650; margin: 0; letter-spacing: -0.01em; }
        h2 { font-size: 1.0625rem; line-height: 1.35; font-weight: 650; margin: 0 0 0.75rem; }
        h3 { font-size: 1rem; font-weight: 600; margin: 0.75rem 0 0; }
        h3 .soft { font-weight: 400; }
        p { margin: 0 0 0.5rem; max-width: 42rem; }
        .brand { color: var(--accent); font-weight: 600; margin: 0 0 0.25rem; }
        .soft, small, figcaption, dt { color: var(--soft); }
        small { display: block; font-size: 0.875rem; line-height: 1.45; }
        .loss { color: var(--loss); }
        section { padding: 1.75rem 0 0.5rem; margin-top: 1.75rem; border-top: 1px solid var(--line); }
        section.first { border: 0; margin-top: 0; }
        .big { font-size: 1.125rem; margin: 0; }
        .big b { font-size: clamp(2.75rem, 9vw, 4rem); line-height: 1.1; font-weight: 650; letter-spacing: -0.03em; }
        .end { font-size: 1.125rem; font-weight: 600; margin: 0.75rem 0 1.25rem; max-width: none; }
        .notice { border-left: 3px solid var(--loss); padding: 0.125rem 0 0.125rem 0.75rem; margin: 1rem 0 0; }
        .meter { display: block; width: 100%; height: 0.5rem; border-radius: 0.25rem; margin: 1rem 0 0; }
        .meter rect { fill: var(--line); }
        .meter .left { fill: var(--accent); }
        .meter .left.out { fill: var(--loss); }
        dl { display: grid; grid-template-columns: minmax(5.5rem, auto) 1fr; gap: 0.25rem 1.25rem; margin: 0; }
        dd { margin: 0; max-width: 42rem; }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: 1.25rem; }
        .tiles p { margin: 0; }
        .tiles + p { margin-top: 1rem; }
        .cards th:first-child { width: 26%; }
        .tiles b { display: block; font-size: 1.5rem; line-height: 1.3; font-weight: 600; letter-spacing: -0.01em; }
        .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 0 3rem; }
        table { width: 100%; border-collapse: collapse; }
        td, th { text-align: left; vertical-align: top; padding: 0.5rem 0; border-top: 1px solid var(--line);
          font-weight: 400; }
        tr:first-child > * { border-top: 0; }
        thead th { color: var(--soft); font-size: 0.875rem; }
        tbody tr:first-child > * { border-top: 1px solid var(--line); }
        table.plain tbody tr:first-child > * { border-top: 0; }
        td.n, th.n { text-align: right; padding-left: 1rem; white-space: nowrap; overflow-wrap: normal; }
        td b, th b { font-weight: 600; }
        .bar { display: block; width: 100%; height: 0.25rem; margin-top: 0.375rem; }
        .bar rect { fill: var(--accent); }
        details { border-top: 1px solid var(--line); padding: 0.5rem 0; }
        details:first-child { border-top: 0; }
        summary { display: grid; grid-template-columns: 1rem minmax(0, max-content) minmax(12rem, 1fr) auto;
          gap: 0 0.375rem; cursor: pointer; list-style: none; }
        summary::-webkit-details-marker { display: none; }
        summary::before { content: ""; width: 0; height: 0; margin-top: 0.45rem; border-left: 0.4rem solid var(--soft);
          border-top: 0.3rem solid transparent; border-bottom: 0.3rem solid transparent; }
        details[open] > summary::before { transform: rotate(90deg); }
        summary .n { text-align: right; padding-left: 1rem; white-space: nowrap; }
        summary b { font-weight: 600; }
        details dl, details small { margin: 0.5rem 0 0 1.375rem; }
        .next { margin-top: 0.75rem; }
        ul { margin: 0; padding: 0; list-style: none; }
        code { font: 0.875rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
          background: var(--code); padding: 0.125rem 0.375rem; border-radius: 0.25rem; }
        a { color: var(--accent); }
        figure { margin: 0; }
        figcaption { font-size: 0.875rem; margin-top: 0.5rem; }
        .legend { display: flex; flex-wrap: wrap; gap: 0.125rem 1.25rem; margin-bottom: 0.375rem; }
        .legend svg { width: 1.5rem; height: 0.625rem; margin-right: 0.5rem; }
        .curve { display: block; width: 100%; height: auto; }
        .curve.narrow { display: none; }
        .curve text { font-size: 12px; fill: var(--soft); }
        .curve .present-label { fill: var(--ink); font-weight: 600; }
        .curve .loss-label { fill: var(--loss); }
        .grid { stroke: var(--line); }
        .axis { stroke: var(--soft); }
        .present { stroke: var(--ink); }
        .dot { fill: var(--ink); }
        .mark { stroke: var(--accent); stroke-dasharray: 2 4; }
        .mark.passed { opacity: 0.5; }
        .expiry { stroke: var(--loss); stroke-dasharray: 5 3; }
        .billed, .metered, .forecast { fill: none; stroke-width: 2; stroke-linejoin: round; }
        .billed { stroke: var(--billed); }
        .metered { stroke: var(--accent); stroke-width: 2.5; }
        .forecast { stroke: var(--accent); stroke-dasharray: 6 4; }
        .billed-dot { fill: var(--billed); }
        .metered-dot { fill: var(--accent); }
        .band { fill: var(--band); }
        footer { color: var(--soft); font-size: 0.875rem; padding-top: 2rem; padding-bottom: 3rem; }
        @media (max-width: 37rem) {
          header { padding-top: 1.5rem; }
          .curve.wide { display: none; }
          .curve.narrow { display: block; }
          table.cards, .cards tbody, .cards tr, .cards td { display: block; }
          .cards thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
          .cards tr { display: grid; grid-template-columns: 1.4fr 1fr; gap: 0.125rem 1rem; padding: 0.875rem 0;
            border-top: 1px solid var(--line); }
          .cards tr > *, .cards tbody tr:first-child > * { border: 0; padding: 0; text-align: left; white-space: normal; }
          .cards td.whole { grid-column: 1 / -1; }
          .cards td::before { content: attr(data-label) " "; color: var(--soft); font-size: 0.875rem; }
          .cards td.whole::before { content: ""; }
          summary { grid-template-columns: 1rem 1fr auto; }
          summary .n { grid-area: 1 / 3; }
          summary .soft { grid-column: 2 / -1; }
          dl { grid-template-columns: 1fr; gap: 0; }
          dd { margin-bottom: 0.5rem; }
        }
        @media print {
          @page { margin: 14mm; }
          :root { color-scheme: light; --ground: #fff; --ink: #000; --soft: #444; --line: #ccc; --accent: #0a5a78;
            --loss: #a11; --billed: #666; --band: #0a5a7822; --code: none; }
          html { font-size: 9.5pt; }
          body > * { max-width: none; padding: 0; }
          header, footer { padding: 0; }
          footer { padding-top: 0.75rem; }
          section { padding: 0.625rem 0 0; margin-top: 0.625rem; }
          h2 { margin-bottom: 0.375rem; }
          .end { margin: 0.375rem 0 0.5rem; }
          .tiles { gap: 0.5rem 1.25rem; }
          dl { gap: 0.0625rem 1.25rem; }
          h2, h3 { break-after: avoid; }
          tr, summary, figure, .tiles p, dd { break-inside: avoid; }
          td, th, details { padding: 0.1875rem 0; }
          a { color: inherit; text-decoration: none; }
          code { background: none; padding: 0; }
          summary { grid-template-columns: minmax(0, max-content) minmax(12rem, 1fr) auto; }
          summary::before { display: none; }
          p, dd { max-width: none; }
          details dl, details dt, details dd, details small { display: inline; margin: 0; font-size: 0.875rem; }
          details dd::after { content: "; "; }
          details::details-content { content-visibility: visible; block-size: auto; }
          .big b { font-size: 2.25rem; }
          .curve { max-height: 55mm; }
        }

        """
}
