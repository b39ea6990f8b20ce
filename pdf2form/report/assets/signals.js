"use strict";
// Questions, never accusations, each with the values it stands on.

(() => {
  const { t, el, link, address, rows, said, number } = pdf2form;

  function kinds(found, counts) {
    return el("dl", { id: "kinds", class: "kinds" }, found.map((kind) => el("div", {},
      el("dt", {}, link(address("signals.html", "", { "signals-signal": kind.signal }), said(kind, "question"))),
      el("dd", {}, counts.get(kind.signal)),
      el("dd", { class: "note" }, t("may_be"), said(kind, "explained")))));
  }

  function standsOn(row) {
    return el("dl", { class: "pairs" }, row.stands_on.map(([pointer, raw]) => el("div", {},
      el("dt", {}, pdf2form.shown.field(pointer)),
      el("dd", {}, link(address("form.html", row.form_id + pointer), raw.trim() || t("blank"))))));
  }

  pdf2form.start(async (about) => {
    const [dictionary, departments] = await Promise.all([pdf2form.load("dictionary"), pdf2form.departments()]);
    const found = rows(dictionary.signals);
    const byName = new Map(found.map((kind) => [kind.signal, kind]));
    const counts = new Map(found.map((kind) => [kind.signal, el("span", {}, "0")]));
    const table = new pdf2form.Table({
      id: "signals", caption: t("nav_signals"), cards: true,
      columns: [
        { key: "project", label: t("col_project"), kind: "text", cell: pdf2form.shown.cautious },
        { key: "department", label: t("col_department"), kind: "text", cell: pdf2form.shown.department },
        { key: "year", label: t("col_year"), kind: "short", cell: pdf2form.shown.year },
        { key: "label", label: t("col_cell"), kind: "text", cell: pdf2form.shown.cellLink, sort: (row) => row.label },
        { key: "stands_on", label: t("col_stands_on"), kind: "text", cell: standsOn, sort: () => null },
        { key: "signal", label: t("col_question"), kind: "text", cell: (row) => said(byName.get(row.signal), "question") },
      ],
      searched: (row) => `${row.project ?? ""} ${row.department ?? ""} ${row.label ?? ""} ${row.stands_on.flat().join(" ")}`,
      filters: [
        { key: "signal", label: t("col_question"), options: [["", t("all")], ...found.map((kind) => [kind.signal, said(kind, "question")])], keeps: (row, value) => row.signal === value },
        pdf2form.departmentFilter(departments, (row) => row.department_key),
        pdf2form.yearFilter(about.years),
      ],
    });
    const progress = pdf2form.growing(about, "signals", (row) => row, (all) => {
      table.setRows(all);
      for (const [signal, shown] of counts) shown.textContent = number.whole(all.filter((row) => row.signal === signal).length);
    });
    return [
      pdf2form.section("questions", t("questions"), t("signals_note"), kinds(found, counts)),
      pdf2form.section("all", t("nav_signals"), null, progress, table.node),
    ];
  });
})();
