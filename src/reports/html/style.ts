export const STYLE = `
:root{color-scheme:light dark;--bg:#fbfbfa;--fg:#1c1d1f;--dim:#5d6168;--line:#dfe1e4;--card:#fff;--link:#0b57c2;
--critical:#a1168f;--high:#b3261e;--medium:#855600;--low:#2257a8;--info:#5b5f66;--target:#e7f0ff;--who:#f3f1ea}
@media (prefers-color-scheme:dark){:root{--bg:#131416;--fg:#e7e8ea;--dim:#9aa0a8;--line:#32363c;--card:#1b1d20;--link:#8ab4f8;
--critical:#f08ae4;--high:#ff8a80;--medium:#f2c063;--low:#8ab4f8;--info:#a9aeb6;--target:#1f2f4a;--who:#292721}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,sans-serif}
main{max-width:1080px;margin:0 auto;padding:32px 20px 64px}
h1{font-size:26px;line-height:1.25;margin:0 0 8px;text-wrap:balance}
h1 code{font-size:.9em}
h2{font-size:17px;margin:36px 0 10px}
p{margin:6px 0}
table{width:100%;border-collapse:collapse;background:var(--card);border:1px solid var(--line)}
th,td{text-align:left;vertical-align:top;padding:8px 12px;border-top:1px solid var(--line)}
thead th{font-weight:600;color:var(--dim);font-size:13px;border-top:0}
tbody th{font-weight:600}
code{font:13px ui-monospace,monospace;overflow-wrap:anywhere}
.findings td:last-child,.gaps,.steps{overflow-wrap:anywhere}
.findings td:first-child{width:104px}
.quorum th,.quorum td:not(:last-child){white-space:nowrap}
.quorum td:last-child{width:50%}
.number{font-weight:650;font-variant-numeric:tabular-nums}
td.number{font-size:19px;line-height:1.2}
.dim{color:var(--dim)}
h2 .dim{font-weight:400}
.tag{display:inline-block;border:1px solid var(--line);border-radius:4px;padding:0 6px;font-size:12px;color:var(--dim)}
.scroll,.graph{overflow-x:auto}
summary{cursor:pointer}
td summary,li summary{color:var(--dim)}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
details.path{background:var(--card);border:1px solid var(--line);border-radius:8px;margin:8px 0}
details.path>summary{padding:10px 14px;overflow-wrap:anywhere}
details.path>summary .way{display:block;padding:2px 0 0 2.4em;font-size:13px}
details.path>summary .number{display:inline-block;min-width:1.2em}
details.path>div{padding:4px 14px 12px}
svg{min-width:860px;width:100%;display:block}
svg.defs{position:absolute;width:0;height:0;min-width:0}
svg text{font:12px system-ui,sans-serif;fill:var(--fg)}
svg .lane{fill:var(--dim);font-weight:600}
svg .title{font-weight:650}
svg rect{fill:var(--card);stroke:var(--line);stroke-width:1.2}
svg .who rect{fill:var(--who)}
svg .target rect{fill:var(--target);stroke:var(--link)}
svg .arrow{stroke:var(--dim);stroke-width:1.5;fill:none}
svg .arrow.assumed,svg .assumed rect{stroke-dasharray:5 4;stroke:var(--medium)}
svg marker path{fill:var(--dim)}
.filters{display:flex;flex-wrap:wrap;gap:8px;margin:0 0 10px}
.filters[hidden]{display:none}
input,select{font:inherit;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:6px;padding:6px 9px;min-width:0}
input{flex:1 1 240px}
.critical{color:var(--critical)}.high{color:var(--high)}.medium{color:var(--medium)}.low{color:var(--low)}.info{color:var(--info)}
.severity{font-weight:650}
ol,ul{margin:6px 0;padding-left:22px}
.steps li{margin:4px 0}
tr[hidden]{display:none!important}
@media (max-width:700px){main{padding:20px 14px 48px}h1{font-size:21px}.graph{display:none}
.findings thead{display:none}.findings tr,.findings td{display:block}.findings td{border-top:0;padding:2px 12px}
.findings td:first-child{width:auto;padding-top:10px}.findings td:first-child br{display:none}
.findings tr{border-top:1px solid var(--line);padding-bottom:8px}
.quorum thead{display:none}.quorum tr,.quorum td,.quorum th{display:inline-block;border:0;padding:2px 6px 2px 12px}
.quorum td.number::before{content:attr(data-label) ' ';font-size:13px;font-weight:400;color:var(--dim)}
.quorum tr{display:block;border-top:1px solid var(--line);padding:6px 0}.quorum td:last-child{display:block;width:auto}}
@media print{.filters{display:none}details.path{break-inside:avoid}}
`;
