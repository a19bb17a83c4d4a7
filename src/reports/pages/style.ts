/** The one style sheet of the server's pages: light and dark by the reader's wish, no image, no font of elsewhere. */
export const PAGE_STYLE = `:root{color-scheme:light dark;--bg:#fbfbfa;--fg:#1c1d1f;--dim:#5d6168;--line:#dfe1e4;--card:#fff;--link:#0b57c2;
--mark:#ffe9a8;--good:#1d6b35;--bad:#b3261e;--open:#855600}
@media (prefers-color-scheme:dark){:root{--bg:#131416;--fg:#e7e8ea;--dim:#9aa0a8;--line:#32363c;--card:#1b1d20;--link:#8ab4f8;
--mark:#574300;--good:#7fd79a;--bad:#ff8a80;--open:#f2c063}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,sans-serif}
header,main,footer{max-width:1080px;margin:0 auto;padding:0 24px}
header{display:flex;flex-wrap:wrap;gap:8px 20px;align-items:baseline;padding-top:16px;padding-bottom:12px;border-bottom:1px solid var(--line)}
header .who{margin-left:auto;color:var(--dim)}
header form{display:inline}
main{padding-top:28px;padding-bottom:56px}
h1{font-size:26px;line-height:1.25;margin:0 0 12px;overflow-wrap:anywhere}
h2{font-size:18px;margin:32px 0 8px}
a{color:var(--link)}
p{max-width:72ch}
code{font:13px ui-monospace,monospace;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;background:var(--card);border:1px solid var(--line)}
th,td{text-align:left;vertical-align:top;padding:8px 12px;border-top:1px solid var(--line);overflow-wrap:anywhere}
th{color:var(--dim);font-weight:600;font-size:13px}
.scroll{overflow-x:auto}
.dim{color:var(--dim)}
.good{color:var(--good)}.bad{color:var(--bad)}.open{color:var(--open)}
.word{font-weight:650}
button,.button{font:inherit;display:inline-block;color:var(--link);background:var(--card);border:1px solid var(--line);border-radius:6px;padding:6px 14px;cursor:pointer;text-decoration:none}
header button{border:0;background:none;padding:0;text-decoration:underline}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px}
dt{color:var(--dim)}dd{margin:0;overflow-wrap:anywhere}
nav{display:flex;gap:16px}
@media (max-width:700px){header,main,footer{padding-left:14px;padding-right:14px}h1{font-size:21px}dl{grid-template-columns:1fr}dd{margin-bottom:6px}}
`;
