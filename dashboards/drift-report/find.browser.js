// Search, filters and order of a drift report, in the browser; without it everything is there, in the order of what matters.
{
  const form = document.querySelector("form.tools");
  const rows = [...document.querySelectorAll(".drift > tbody > tr")].map((element, rank) => ({
    element,
    rank,
    body: element.parentElement,
    name: element.querySelector("bdi").textContent,
    text: [...element.querySelectorAll("bdi,.cat")].map((part) => part.textContent.toLowerCase()).join("\n"),
    values: element.dataset.v.split(" ").map(Number),
  }));
  const fold = document.querySelector("#unchanged");
  let opened = false;

  const compare = {
    "": (a, b) => a.rank - b.rank,
    name: (a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }),
    0: (a, b) => b.values[0] - a.values[0] || a.rank - b.rank,
    1: (a, b) => b.values[1] - a.values[1] || a.rank - b.rank,
    2: (a, b) => b.values[2] - a.values[2] || a.rank - b.rank,
  };
  let order = "";

  const update = () => {
    const { find, status, type, order: chosen } = Object.fromEntries(new FormData(form));
    const wanted = find.trim().toLowerCase();
    let shown = 0;
    for (const { element, text } of rows) {
      const { s, t } = element.dataset;
      element.hidden = (wanted && !text.includes(wanted)) || (status && !status.split(" ").includes(s)) || (type && t !== type);
      if (!element.hidden) shown += 1;
    }
    if (chosen !== order) {
      order = chosen;
      for (const row of rows.toSorted(compare[order])) row.body.append(row.element);
    }
    for (const table of document.querySelectorAll(".drift")) table.hidden = !table.querySelector("tbody > tr:not([hidden])");
    const filtered = Boolean(wanted || status || type);
    if (fold) {
      const any = !fold.querySelector(".drift").hidden;
      fold.hidden = !any;
      if (filtered && any && !fold.open) opened = fold.open = true;
      if (!filtered && opened) opened = fold.open = false;
    }
    form.querySelector("output").textContent = filtered ? (shown === 0 ? "No column fits." : `${shown} of ${rows.length} columns`) : "";
  };

  if (form) {
    form.hidden = false;
    form.addEventListener("input", update);
    form.addEventListener("submit", (event) => event.preventDefault());
    document.addEventListener("keydown", (event) => {
      if (event.key === "/" && !event.target.closest("input,select")) {
        event.preventDefault();
        form.elements.find.focus();
      }
      if (event.key === "Escape" && event.target.closest("form")) {
        form.reset();
        update();
      }
    });
    // A browser that comes back to the page keeps what was typed.
    update();
  }
}
