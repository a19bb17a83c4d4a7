export const PACK_STYLE = `
:root{color-scheme:light dark;--bg:#fbfbfa;--fg:#1c1d1f;--dim:#5d6168;--line:#dfe1e4;--card:#fff;
--critical:#a1168f;--high:#b3261e;--medium:#855600;--low:#2257a8;--info:#5b5f66}
@media (prefers-color-scheme:dark){:root{--bg:#131416;--fg:#e7e8ea;--dim:#9aa0a8;--line:#32363c;--card:#1b1d20;
--critical:#f08ae4;--high:#ff8a80;--medium:#f2c063;--low:#8ab4f8;--info:#a9aeb6}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,sans-serif}
main{max-width:1080px;margin:0 auto;padding:32px 20px 64px}
h1{font-size:26px;line-height:1.25;margin:0 0 8px;overflow-wrap:anywhere}
h2{font-size:17px;margin:36px 0 10px}
p{margin:6px 0;max-width:76ch}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 20px;margin:14px 0}
dt{color:var(--dim)}
dd{margin:0;overflow-wrap:anywhere}
.scroll{overflow-x:auto}
table{width:100%;border-collapse:collapse;background:var(--card);border:1px solid var(--line)}
th,td{text-align:left;vertical-align:top;padding:7px 10px;border-top:1px solid var(--line);overflow-wrap:break-word}
thead th{font-weight:600;color:var(--dim);font-size:13px;border-top:0;white-space:nowrap}
.number{font-variant-numeric:tabular-nums;white-space:nowrap}
.word{white-space:nowrap}
.wide{min-width:17em}
.some{min-width:9.5em;max-width:16em}
code{font:13px ui-monospace,monospace}
.wide code,.some code{overflow-wrap:anywhere}
.dim{color:var(--dim);font-size:13px}
ul{margin:6px 0;padding-left:22px}
.critical{color:var(--critical)}.high{color:var(--high)}.medium{color:var(--medium)}.low{color:var(--low)}.info{color:var(--info)}
.severity{font-weight:650;white-space:nowrap}
@media (max-width:700px){main{padding:20px 14px 48px}h1{font-size:21px}dl{grid-template-columns:1fr;gap:0}dd{margin:0 0 8px}}
@media print{:root{--bg:#fff;--fg:#000;--dim:#444;--card:#fff;--line:#bbb;color-scheme:light;
--critical:#a1168f;--high:#b3261e;--medium:#855600;--low:#2257a8;--info:#444}
body{font-size:10pt}main{max-width:none;padding:0}.scroll{overflow:visible}.wide{min-width:0}.some{min-width:7em;max-width:none}tr{break-inside:avoid}thead{display:table-header-group}h2{break-after:avoid}}
`;
