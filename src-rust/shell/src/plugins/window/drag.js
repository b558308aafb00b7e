// Parts of a page that drag the window: `data-tauri-drag-region` with no value or `true` for the element alone, `deep`
// for all that is in it, `false` for neither. A control inside keeps its clicks unless it carries the attribute itself.

const attribute = "data-tauri-drag-region";
const controls =
  "a, button, input, select, textarea, label, summary, [contenteditable]:not([contenteditable='false'])," +
  "[tabindex]:not([tabindex='-1']), [role=button], [role=link], [role=menuitem], [role=tab], [role=checkbox]," +
  "[role=radio], [role=switch], [role=option]";

function drags(path) {
  for (const element of path.filter((step) => step instanceof HTMLElement)) {
    switch (element.getAttribute(attribute)) {
      case null:
        if (element.matches(controls)) return false;
        break;
      case "deep":
        return true;
      case "":
      case "true":
        return element === path[0];
      default:
        return false;
    }
  }
  return false;
}

document.addEventListener("mousedown", (event) => {
  const clicks = event.detail;
  if (event.button !== 0 || clicks < 1 || clicks > 2 || !drags(event.composedPath())) return;
  // Neither may the text below be marked, nor a listener move the page under the pointer.
  event.preventDefault();
  event.stopImmediatePropagation();
  const command = clicks === 2 ? "internal_toggle_maximize" : "start_dragging";
  window.__TAURI_INTERNALS__.invoke(`plugin:window|${command}`).catch(console.warn);
});
