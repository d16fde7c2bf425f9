"use strict";
// The editor in place of the plain field: colors, completion from our own vocabulary, Ctrl-Enter.
// The form stays what asks; without this script it does the same.
(() => {
  const field = document.getElementById("query");
  const form = field.form;
  const label = form.querySelector("label");

  const words = fetch("/api/vocabulary").then((answer) => answer.json());
  const iris = (kind) => () => words.then((found) => found[kind].map((each) => each.iri));
  const ours = { bulk: true, persistenceId: null };
  Yasqe.defaults.autocompleters = ["variables"];
  Yasqe.forkAutocompleter("class", { ...ours, name: "classes", get: iris("classes") });
  Yasqe.forkAutocompleter("property", { ...ours, name: "properties", get: iris("properties") });
  Yasqe.forkAutocompleter("prefixes", {
    ...ours,
    name: "namespaces",
    get: () => words.then(({ prefixes }) => Object.keys(prefixes).sort().map((name) => `${name}: <${prefixes[name]}>`)),
  });

  const place = document.createElement("div");
  place.className = "editor";
  label.after(place);
  const ask = () => form.requestSubmit();
  const editor = new Yasqe(place, {
    value: field.value,
    persistenceId: null,
    consumeShareLink: null,
    createShareableLink: null,
    showQueryButton: false,
    resizeable: false,
    editorHeight: "auto",
    prefixCcApi: null,
    lineWrapping: true,
    screenReaderLabel: label.textContent,
    extraKeys: {
      ...Yasqe.defaults.extraKeys,
      // Whoever has no mouse must be able to leave.
      Tab: false,
      "Shift-Tab": false,
      "Ctrl-S": false,
      "Ctrl-Enter": ask,
      "Cmd-Enter": ask,
    },
  });
  markErrors(editor);
  if (!field.hasAttribute("aria-invalid")) words.then(({ prefixes }) => declareUsed(editor, prefixes));
  field.hidden = true;
  field.required = false;
  label.addEventListener("click", () => editor.focus());
  const input = editor.getInputField();
  for (const name of ["aria-invalid", "aria-describedby"]) {
    if (field.hasAttribute(name)) input.setAttribute(name, field.getAttribute(name));
  }
  document.getElementById("keys").hidden = false;
  form.addEventListener("submit", () => { field.value = editor.getValue(); });

  // The server knows some prefixes beforehand, the editor does not.
  function declareUsed(editor, prefixes) {
    const declared = editor.getPrefixesFromQuery();
    const bare = editor.getValueWithoutComments();
    const used = Object.keys(prefixes).filter((name) => !(name in declared) && new RegExp(`(^|[^\\w-])${name}:`).test(bare));
    editor.addPrefixes(Object.fromEntries(used.map((name) => [name, prefixes[name]])));
  }

  // The editor's own sign of an error shows words with inline styles, which our policy refuses.
  function markErrors(editor) {
    const check = editor.checkSyntax.bind(editor);
    editor.checkSyntax = () => {
      check();
      editor.eachLine((line) => {
        const sign = line.gutterMarkers?.gutterErrorBar;
        if (!sign) return;
        const copy = sign.cloneNode(true);
        const { errorMsg, possibleCurrent } = editor.getTokenAt({ line: line.lineNo(), ch: line.text.length }).state;
        copy.title = errorMsg || `Not valid here; this could stand: ${possibleCurrent.join(" ")}`;
        editor.setGutterMarker(line, "gutterErrorBar", copy);
      });
    };
    editor.checkSyntax();
  }
})();
