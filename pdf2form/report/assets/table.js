"use strict";
// Tables that are sorted, filtered and paged: only the rows of one page stand in the document, however many there are.

(() => {
  const { t, el, state, number } = pdf2form;
  const ROWS = 100;

  // How a kind of column is written; all but texts, of which some need little room and some much, are numbers, which stand at the right and sort from the largest down.
  const WRITTEN = {
    text: (value) => value,
    short: (value) => value,
    long: (value) => value,
    whole: number.whole,
    fixed: number.fixed,
    points: number.points,
    percent: number.percent,
    money: number.money,
    printed: number.asPrinted,
    signed: number.signed,
  };

  // Milliseconds without a key before the table is searched.
  const PAUSE = 150;

  const folded = (text) => String(text).normalize("NFKC").toLowerCase();

  function compare(one, other) {
    if (typeof one === "number" && typeof other === "number") return one - other;
    return pdf2form.compare(String(one), String(other));
  }

  function content(column, row) {
    if (column.cell) return column.cell(row);
    const value = row[column.key];
    return value === null || value === undefined ? null : WRITTEN[column.kind](value);
  }

  // A cell without a value says so to the eye and to the ear.
  const nothing = () => el("span", { class: "none", role: "img", "aria-label": t("no_value") }, "–");

  const TEXTS = new Set(["text", "short", "long"]);
  const isNumber = (column) => !TEXTS.has(column.kind);

  function cell(column, row, isFirst) {
    const inside = content(column, row);
    const empty = inside === null || inside === undefined || inside === "";
    const attributes = {
      ...(isFirst ? { role: "rowheader" } : {}),
      class: [isNumber(column) ? "number" : column.kind, empty ? "empty" : ""].join(" ").trim() || null,
      "data-column": column.key,
      "data-label": column.label,
      scope: isFirst ? "row" : null,
    };
    return pdf2form.cell(isFirst ? "th" : "td", attributes, empty ? nothing() : inside);
  }

  // A table that is read as it is: no sorting, no pages; rowId(row) lets addresses point at a row.
  pdf2form.plainTable = ({ id, caption, columns, rows, cards = false, narrow = false, rowId = () => null }) => {
    const headings = columns.map((column) =>
      el("th", { role: "columnheader", scope: "col", class: isNumber(column) ? "number" : column.kind }, column.label));
    return framed(caption, el("table", { id, role: "table", class: look(cards, narrow), "data-table": id },
      el("caption", {}, caption),
      el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, headings)),
      el("tbody", { role: "rowgroup" }, rows.map((row) => tableRow(columns, row, { id: rowId(row) })))));
  };

  // Cards are for phones; few columns stand near each other.
  const look = (cards, narrow) => [cards ? "cards" : "", narrow ? "narrow" : ""].join(" ").trim() || null;

  function tableRow(columns, row, attributes = {}) {
    return el("tr", { role: "row", ...attributes }, columns.map((column, at) => cell(column, row, at === 0)));
  }

  // Wide tables are moved sideways, by keys too.
  function framed(label, table) {
    return el("div", { class: "sideways", role: "group", tabindex: "0", "aria-label": label }, table);
  }

  // Rows that the column may not rank come last, whichever way the others are sorted, and so do rows without a value.
  function sorted(rows, column, down) {
    const value = column.sort ?? ((row) => row[column.key]);
    const ranked = column.ranked ?? (() => true);
    const rank = (row) => (value(row) === null || value(row) === undefined || !ranked(row) ? 1 : 0);
    return rows
      .map((row, at) => ({ row, at, last: rank(row), value: value(row) }))
      .sort((one, other) => one.last - other.last ||
        (one.last ? 0 : compare(one.value, other.value) * (down ? -1 : 1)) || one.at - other.at)
      .map(({ row }) => row);
  }

  const choices = (options, chosen) => options.map(([value, text]) => el("option", { value, selected: value === chosen }, text));

  class Table {
    // options: id, caption, columns, rows; searched(row) for the text that is searched; filters; sort, the order at
    // first, such as "-budget"; a filter has of(row), the choice that a row belongs to, or keeps(row, value); cards, to be read as cards on a phone; narrow; length, rows on a page; rowClass(row); drawn(rows) hears what is shown.
    // A column: key, label, kind; cell(row) and sort(row) where row[key] will not do; ranked(row).
    constructor(options) {
      this.options = { filters: [], sort: "", length: ROWS, drawn: () => {}, rowClass: () => null, ...options };
      this.rows = [];
      this.searchable = new WeakMap();
      this.page = Number(state.get(this.name("page"))) || 1;
      this.sort = state.get(this.name("sort")) || this.options.sort;
      this.build();
      this.setRows(options.rows ?? []);
    }

    name(part) {
      return `${this.options.id}-${part}`;
    }

    build() {
      const { id, caption, columns, cards, narrow } = this.options;
      this.headings = columns.map((column) => this.heading(column));
      this.body = el("tbody", { role: "rowgroup" });
      this.count = el("p", { class: "count", id: this.name("count"), role: "status" });
      // On paper there are no fields: what they hold is said in words.
      this.stateWords = el("p", { class: "on-paper kept", id: this.name("state") });
      this.pager = el("nav", { class: "pager", "aria-label": t("pages_of", { table: caption }) });
      const table = el("table", { id, role: "table", class: look(cards, narrow), "data-table": id },
        el("caption", {}, caption),
        el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, this.headings)),
        this.body);
      this.node = el("div", { class: "table" }, this.controls(), this.stateWords, this.count, framed(caption, table), this.pager);
    }

    heading(column) {
      const button = el("button", { type: "button", "data-sort": column.key, title: column.note, click: () => this.sortBy(column) },
        column.label);
      // Browsers print buttons on the first sheet only, and headings without buttons on each.
      const printed = el("span", { class: "on-paper" }, column.label);
      return el("th", { role: "columnheader", scope: "col", "data-column": column.key, class: isNumber(column) ? "number" : column.kind }, button, printed);
    }

    controls() {
      const { filters, searched, caption } = this.options;
      this.inputs = filters.map((filter) => this.choice(filter));
      const search = searched ? this.searchField() : null;
      if (!search && !this.inputs.length) return null;
      return el("form", { class: "controls", role: "search", "aria-label": t("search_in", { table: caption }), submit: (event) => event.preventDefault() }, search, this.inputs);
    }

    searchField() {
      this.search = el("input", { type: "search", id: this.name("search"), "data-filter": "q", value: state.get(this.name("q")),
        autocomplete: "off", input: () => this.searchSoon() });
      return el("label", {}, el("span", {}, t("search")), this.search);
    }

    searchSoon() {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.filterBy("q", this.search.value), PAUSE);
    }

    // What is searched of a row is put together once.
    textOf(row) {
      if (!this.searchable.has(row)) this.searchable.set(row, folded(this.options.searched(row)));
      return this.searchable.get(row);
    }

    choice(filter) {
      const chosen = state.get(this.name(filter.key)) || filter.first || "";
      const select = el("select", { "data-filter": filter.key, change: () => this.filterBy(filter.key, select.value) }, choices(filter.options, chosen));
      return el("label", {}, el("span", {}, filter.label), select);
    }

    sortBy(column) {
      const numbersFirst = isNumber(column) ? "-" : "";
      const turned = { [column.key]: `-${column.key}`, [`-${column.key}`]: column.key };
      this.sort = turned[this.sort] ?? numbersFirst + column.key;
      this.page = 1;
      state.set({ [this.name("sort")]: this.sort, [this.name("page")]: "" });
      this.draw();
    }

    filterBy(key, value) {
      this.page = 1;
      state.set({ [this.name(key)]: value, [this.name("page")]: "" });
      this.draw();
    }

    turnTo(page) {
      this.page = page;
      state.set({ [this.name("page")]: page > 1 ? String(page) : "" });
      this.draw();
      this.node.scrollIntoView({ block: "start" });
    }

    // Gives the table other rows; what is filtered and sorted stays so.
    setRows(rows) {
      this.rows = rows;
      this.options.filters.forEach((filter, at) => filter.of && this.narrow(filter, this.inputs[at].querySelector("select")));
      this.draw();
    }

    // Choices without a row here are not offered, unless one of them is chosen.
    narrow(filter, select) {
      const present = new Set(this.rows.map(filter.of));
      const chosen = state.get(this.name(filter.key)) || select.value;
      select.replaceChildren(...choices(filter.options.filter(([value]) => value === "" || value === chosen || present.has(value)), chosen));
    }

    // What is chosen and searched, in words.
    inWords() {
      const chosen = this.options.filters.map((filter, at) => [filter.label, this.inputs[at].querySelector("select")])
        .filter(([, select]) => select.value !== "")
        .map(([label, select]) => t("is_chosen", { name: label, value: select.selectedOptions[0].text }));
      const searched = this.search?.value.trim();
      return [...chosen, ...(searched ? [t("is_chosen", { name: t("search"), value: searched })] : [])].join(" · ");
    }

    kept() {
      const { filters } = this.options;
      const words = this.search ? folded(this.search.value).split(/\s+/).filter(Boolean) : [];
      const chosen = filters.map((filter, at) => [filter, this.inputs[at].querySelector("select").value]);
      return this.rows.filter((row) =>
        chosen.every(([filter, value]) => value === "" || (filter.of ? filter.of(row) === value : filter.keeps(row, value))) &&
        (!words.length || words.every((word) => this.textOf(row).includes(word))));
    }

    draw() {
      const { columns, rowClass, drawn, length } = this.options;
      const down = this.sort.startsWith("-");
      const by = columns.find((column) => column.key === this.sort.replace(/^-/, ""));
      const found = this.kept();
      this.shown = by ? sorted(found, by, down) : found;
      const pages = Math.max(1, Math.ceil(this.shown.length / length));
      this.page = Math.min(this.page, pages);
      const from = (this.page - 1) * length;
      const rows = this.shown.slice(from, from + length);
      this.body.replaceChildren(...rows.map((row) => tableRow(columns, row, { class: rowClass(row) })));
      columns.forEach((column, at) => this.headings[at].setAttribute("aria-sort", column !== by ? "none" : down ? "descending" : "ascending"));
      this.say(from, rows.length, pages);
      drawn(this.shown);
    }

    say(from, shown, pages) {
      const values = { from: from + 1, to: from + shown, found: number.whole(this.shown.length), all: number.whole(this.rows.length) };
      this.stateWords.textContent = this.inWords();
      this.count.textContent = shown ? t(pages > 1 ? "rows_of" : "rows_all", values) : t("rows_none", values);
      const step = (text, page, name) =>
        el("button", { type: "button", "data-page": name, disabled: page < 1 || page > pages, click: () => this.turnTo(page) }, text);
      this.pager.hidden = pages === 1;
      this.pager.replaceChildren(
        step(t("page_before"), this.page - 1, "before"),
        el("span", {}, t("page_of", { page: this.page, pages })),
        step(t("page_after"), this.page + 1, "after"));
    }
  }

  pdf2form.Table = Table;
  pdf2form.folded = folded;
})();
