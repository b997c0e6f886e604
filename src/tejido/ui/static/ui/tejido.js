/* Comfort only: every page works without this script. */
(() => {
  const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];

  // reading settings: shown at once, kept by the server in a cookie of this device, without leaving the page (nothing typed is lost)
  $$('form[data-lectura]').forEach(form => {
    $('button', form).hidden = true;
    form.addEventListener('change', () => {
      for (const name of ['letra', 'espacio', 'contraste']) document.documentElement.dataset[name] = new FormData(form).get(name) || '0';
      fetch(form.action, { method: 'POST', body: new FormData(form), redirect: 'manual' }).catch(() => {});
    });
  });

  // "/" goes to the search box, Esc closes what is open
  addEventListener('keydown', e => {
    if (e.key === '/' && !e.ctrlKey && !e.metaKey && !e.altKey && !e.target.closest('input, textarea, select, [contenteditable]')) {
      const box = $('#q');
      if (box) { e.preventDefault(); box.focus(); }
    }
    if (e.key === 'Escape') $$('.tarjeta-idioma[open]').forEach(d => { d.open = false; $('summary', d).focus(); });
  });
  addEventListener('click', e => {
    $$('.tarjeta-idioma[open]').forEach(d => { if (!d.contains(e.target)) d.open = false; });
    if (e.target.closest('[data-imprimir]')) print();
  });
  // on paper nothing is folded
  addEventListener('beforeprint', () => $$('details.plegado:not([open])').forEach(d => { d.open = true; d.dataset.alImprimir = ''; }));
  addEventListener('afterprint', () => $$('details[data-al-imprimir]').forEach(d => { d.open = false; delete d.dataset.alImprimir; }));
  $$('[data-imprimir], [data-con-script]').forEach(b => { b.hidden = false; });

  // after a refused form the summary of errors is read first
  $('main .error-res:not(.muestra *)')?.focus();

  // a long text says how much room is left
  $$('textarea[maxlength]').forEach(t => {
    const note = Object.assign(document.createElement('p'), { className: 'pista cuenta-letras' });
    note.setAttribute('aria-live', 'polite');
    const words = document.documentElement.lang.startsWith('en') ? n => `${n} characters left` : document.documentElement.lang.startsWith('hu') ? n => `Még ${n} betű fér el` : n => `Quedan ${n} letras`;
    const tell = () => { const left = t.maxLength - t.value.length; note.textContent = left < t.maxLength / 4 ? words(left) : ''; };
    t.after(note); t.addEventListener('input', tell); tell();
  });

  // one tap, one envelope: a form that is on its way is not sent twice
  addEventListener('submit', e => {
    if (e.defaultPrevented || e.target.method === 'get') return;
    if (e.target.dataset.enviado && Date.now() - e.target.dataset.enviado < 5000) { e.preventDefault(); return; }
    e.target.dataset.enviado = Date.now();
  });
})();
