/** Filters the table of findings. Everything else of the page works without it. */
export const SCRIPT = `
(function(){
  var get=function(id){return document.getElementById(id)};
  var text=get('filter'),severity=get('severity'),verdict=get('verdict'),shown=get('shown'),none=get('none');
  if(!text)return;
  var rows=Array.prototype.slice.call(document.querySelectorAll('table.findings tbody tr'));
  var words=rows.map(function(row){return row.textContent.toLowerCase()});
  function apply(){
    var wanted=text.value.toLowerCase().split(/\\s+/),n=0;
    rows.forEach(function(row,i){
      var fits=(!severity.value||row.dataset.severity===severity.value)&&(!verdict.value||row.dataset.verdict===verdict.value)
        &&wanted.every(function(word){return words[i].indexOf(word)!==-1});
      row.hidden=!fits;if(fits)n++;
    });
    shown.textContent=n===rows.length?String(n):n+' of '+rows.length;
    none.hidden=n!==0;
  }
  [text,severity,verdict].forEach(function(field){field.addEventListener('input',apply)});
  document.addEventListener('keydown',function(event){
    if(event.key==='/'&&document.activeElement!==text&&!event.ctrlKey&&!event.metaKey&&!event.altKey){event.preventDefault();text.focus()}
    if(event.key==='Escape'&&document.activeElement===text){text.value='';apply()}
  });
  get('filters').hidden=false;
  apply();
})();
`;
