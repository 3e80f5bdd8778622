(() => {
  const $ = (query) => document.querySelector(query);
  const rows = [...document.querySelectorAll("tbody tr")];
  const tickets = [...document.querySelectorAll(".ticket")];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const chips = [...document.querySelectorAll(".chips button")];
  const [tools, search, contract, status] =
    [".tools", ".tools input", ".tools select", ".tools [role=status]"].map($);

  const filter = () => {
    const states = chips.filter((c) => c.ariaPressed === "true").map((c) => c.dataset.s);
    const wanted = search.value.trim().toLowerCase();
    let shown = 0;
    rows.forEach((row, i) => {
      const fits =
        (!states.length || row.dataset.s.split(" ").some((s) => states.includes(s))) &&
        (!contract.value || contract.value === row.dataset.c) &&
        texts[i].includes(wanted);
      row.hidden = tickets[i].hidden = !fits;
      shown += fits;
    });
    const all = shown === rows.length;
    status.textContent =
      all ? "" : shown ? `${shown} / ${rows.length} ${status.dataset.shown}` : status.dataset.none;
  };

  chips.forEach((chip) => {
    chip.disabled = false;
    chip.addEventListener("click", () => {
      chip.ariaPressed = String(chip.ariaPressed !== "true");
      filter();
    });
  });
  search.addEventListener("input", filter);
  contract.addEventListener("change", filter);
  tools.hidden = false;
  filter();

  const folded = document.getElementsByTagName("details");
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...folded].filter((d) => !d.open);
    closed.forEach((d) => (d.open = true));
  });
  addEventListener("afterprint", () => closed.forEach((d) => (d.open = false)));
})();
