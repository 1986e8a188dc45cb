/** The report's style sheet: light and dark as the reader's system is, narrow screens, paper. Contrasts are 4.5 at least. */
export const STYLE = `
:root{color-scheme:light dark;--page:#fff;--soft:#f6f8fa;--text:#1f2328;--dim:#59636e;--line:#d0d7de;--link:#0550ae;--error:#b3131d;--warning:#7d4e00;--advice:#0a5f73;--good:#1a6b32}
@media (prefers-color-scheme:dark){:root{--page:#0d1117;--soft:#151b23;--text:#e6edf3;--dim:#9198a1;--line:#3d444d;--link:#79b8ff;--error:#ff7b72;--warning:#e3b341;--advice:#56c8d8;--good:#56d364}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif}
header,main,footer{max-width:1240px;margin:0 auto;padding:0 16px}
h1{font-size:24px;margin:24px 0 4px}h2{font-size:19px;margin:36px 0 10px}h3{font-size:15px;margin:14px 0 4px}
p{margin:6px 0}a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
nav ul{display:flex;flex-wrap:wrap;gap:4px 18px;list-style:none;padding:0;margin:10px 0}
code,pre{font:13px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
pre{background:var(--soft);border:1px solid var(--line);border-radius:6px;padding:8px 10px;margin:6px 0;white-space:pre-wrap;overflow-wrap:anywhere}
code{overflow-wrap:anywhere}
.counts{display:flex;flex-wrap:wrap;gap:10px;padding:0;margin:14px 0;list-style:none}
.counts li{border:1px solid var(--line);border-radius:8px;padding:8px 16px;background:var(--soft)}
.counts strong{display:block;font-size:24px;line-height:1.2}
.error{color:var(--error)}.warning{color:var(--warning)}.advice{color:var(--advice)}.good{color:var(--good)}.quiet{color:var(--dim)}
.finding,.edge{border:1px solid var(--line);border-left:5px solid currentColor;border-radius:6px;margin:8px 0}
.finding>*,.edge>*{color:var(--text)}
.finding summary,.edge summary{padding:8px 12px;cursor:pointer;overflow-wrap:anywhere}
.inside{padding:0 14px 10px}
.where{display:block;color:var(--dim);font-size:13px}
.level{font-weight:700;text-transform:uppercase;font-size:12px;margin-right:6px}
.level.error{color:var(--error)}.level.warning{color:var(--warning)}.level.advice{color:var(--advice)}
mark{background:none;color:inherit;font-weight:700;text-decoration:underline wavy;text-underline-offset:3px}
form{display:flex;flex-wrap:wrap;gap:10px 18px;align-items:center;margin:10px 0}
form[hidden],.tools[hidden]{display:none}
input,select,button{font:inherit;color:inherit;background:var(--page);border:1px solid var(--dim);border-radius:6px;padding:4px 8px;max-width:100%}
.picture{border:1px solid var(--line);border-radius:8px;overflow:auto;max-height:80vh}
.picture svg{display:block}
.picture.moves{overflow:hidden;touch-action:pan-y;cursor:grab}
.picture.moves svg{width:100%;height:auto;min-height:280px;max-height:85vh}
.picture .line{cursor:pointer}.picture g:hover>.line{stroke-width:4}
.tools{display:flex;gap:8px;margin:8px 0}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:5px 10px 5px 0;border-bottom:1px solid var(--line);vertical-align:top}
th{color:var(--dim);font-weight:600}
.bar{display:block;width:140px;height:12px;border:1px solid var(--dim);border-radius:3px}
.bar i{display:block;height:100%;background:currentColor}
footer{color:var(--dim);margin-top:40px;padding-bottom:30px;font-size:13px}
@media (max-width:600px){h1{font-size:21px}.bar{width:70px}.counts li{padding:6px 10px}}
@media print{nav,form,.tools{display:none!important}.picture,.picture.moves{max-height:none;height:auto;overflow:visible}.picture svg{max-width:100%;height:auto}.finding{break-inside:avoid}}
`;
