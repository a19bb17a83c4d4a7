export const STYLE = `
:root{color-scheme:light dark;--bg:#fbfbfa;--fg:#1c1d1f;--dim:#62666d;--line:#dfe1e4;--card:#fff;--link:#0b57c2;
--critical:#a1168f;--high:#b3261e;--medium:#8a5a00;--low:#2257a8;--info:#5b5f66;--target:#e7f0ff}
@media (prefers-color-scheme:dark){:root{--bg:#131416;--fg:#e7e8ea;--dim:#9aa0a8;--line:#2d3036;--card:#1b1d20;--link:#8ab4f8;
--critical:#f08ae4;--high:#ff8a80;--medium:#f2c063;--low:#8ab4f8;--info:#a9aeb6;--target:#1f2f4a}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,sans-serif}
main{max-width:1080px;margin:0 auto;padding:32px 20px 64px}
h1{font-size:26px;line-height:1.25;margin:0 0 20px;text-wrap:balance}
h2{font-size:17px;margin:36px 0 10px}
table{width:100%;border-collapse:collapse;background:var(--card);border:1px solid var(--line);border-radius:8px}
th,td{text-align:left;vertical-align:top;padding:8px 10px;border-top:1px solid var(--line);overflow-wrap:anywhere}
th{font-weight:600;color:var(--dim);font-size:13px;border-top:0}
code{font:13px ui-monospace,monospace}
.number{font-size:20px;font-weight:650;font-variant-numeric:tabular-nums;white-space:nowrap}
.dim{color:var(--dim)}
.scroll{overflow-x:auto}
details.path{background:var(--card);border:1px solid var(--line);border-radius:8px;margin:8px 0}
details.path>summary{cursor:pointer;padding:10px 12px}
details.path>div{padding:0 12px 12px;overflow-x:auto}
svg{min-width:760px;width:100%;display:block}
svg text{font:12px system-ui,sans-serif;fill:var(--fg)}
svg .lane{fill:var(--dim);font-weight:600}
svg rect{fill:var(--card);stroke:var(--line)}
svg .target rect{fill:var(--target);stroke:var(--link)}
svg .arrow{stroke:var(--dim);stroke-width:1.5;fill:none}
svg .assumed{stroke-dasharray:5 4}
svg marker path{fill:var(--dim)}
.filters{display:flex;flex-wrap:wrap;gap:8px;margin:0 0 10px}
input,select{font:inherit;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:6px;padding:6px 9px;min-width:0}
input{flex:1 1 240px}
.critical{color:var(--critical)}.high{color:var(--high)}.medium{color:var(--medium)}.low{color:var(--low)}.info{color:var(--info)}
.severity{font-weight:650}
ol.chain{margin:6px 0 0;padding-left:20px;color:var(--dim)}
@media (max-width:640px){table.findings thead{display:none}table.findings td{display:block;border-top:0;padding:3px 10px}
table.findings tr{display:block;border-top:1px solid var(--line);padding:8px 0}h1{font-size:21px}}
tr[hidden]{display:none!important}
`;

export const SCRIPT = `
(function(){
  var text=document.getElementById('filter'),severity=document.getElementById('severity'),verdict=document.getElementById('verdict');
  var rows=Array.prototype.slice.call(document.querySelectorAll('table.findings tbody tr')),shown=document.getElementById('shown');
  function apply(){
    var wanted=text.value.toLowerCase(),n=0;
    rows.forEach(function(row){
      var fits=(!severity.value||row.dataset.severity===severity.value)&&(!verdict.value||row.dataset.verdict===verdict.value)
        &&(!wanted||row.textContent.toLowerCase().indexOf(wanted)!==-1);
      row.hidden=!fits;if(fits)n++;
    });
    shown.textContent=n+' of '+rows.length;
  }
  [text,severity,verdict].forEach(function(field){field.addEventListener('input',apply)});
  apply();
})();
`;
