"use strict";
// All indicators: searched while they load; the same one across departments, its target against its result.

(() => {
  const { t, el, link, address, state, number } = pdf2form;

  // Forms number their indicators (指标2：培训人数): the number is no part of the name.
  const NUMBERED = /^指标\s*\d+\s*[:：.、]?\s*/;
  const named = (row) => (row.level3 ?? row.level2 ?? row.level1 ?? "").replace(NUMBERED, "");

  // Indicators of one name together, counted as they come.
  class Names {
    constructor() {
      this.found = new Map();
    }

    add(row) {
      const key = pdf2form.folded(row.called);
      const entry = this.found.get(key) ?? { name: row.called, count: 0, full: 0, scored: 0, keys: new Set() };
      entry.count += 1;
      entry.keys.add(row.department_key);
      if (row.score !== null && row.weight > 0) {
        entry.scored += 1;
        entry.full += row.score >= row.weight ? 1 : 0;
      }
      this.found.set(key, entry);
    }

    list() {
      return [...this.found.values()].filter(({ name }) => name).map((entry) => ({
        ...entry, departments: entry.keys.size,
      }));
    }
  }

  const fullShare = (row) => (row.scored < pdf2form.shown.FEWEST ? null : (100 * row.full) / row.scored);

  function namesTable() {
    return new pdf2form.Table({
      id: "names", caption: t("indicator_names"), sort: "-departments", narrow: true, length: 20,
      columns: [
        { key: "name", label: t("col_indicator"), kind: "text", cell: (row) => link(address("indicators.html", "", { name: row.name }), row.name) },
        { key: "departments", label: t("nav_departments"), kind: "whole" },
        { key: "count", label: t("col_rows"), kind: "whole" },
        { key: "scored", label: t("col_scored_rows"), kind: "whole" },
        { key: "full_share", label: t("col_full_share"), kind: "percent", sort: fullShare,
          cell: (row) => fullShare(row) === null ? pdf2form.shown.few() : number.percent(fullShare(row)) },
      ],
      searched: (row) => row.name,
    });
  }

  const share = (row) => (row.score === null || !row.weight ? null : (100 * row.score) / row.weight);

  function rowsTable(about, departments) {
    return new pdf2form.Table({
      id: "rows", caption: t("indicator_rows"), cards: true,
      columns: [
        { key: "level3", label: t("col_indicator"), kind: "text", sort: named,
          cell: (row) => [link(address("form.html", `${row.form_id}/indicators/${row.line}/level3`), named(row) || t("blank")), row.doubts ? el("small", { class: "badge" }, t("result_doubt")) : null] },
        { key: "department", label: t("col_department"), kind: "text", cell: pdf2form.shown.department },
        { key: "year", label: t("col_year"), kind: "short", cell: pdf2form.shown.year },
        { key: "project", label: t("col_project"), kind: "text" },
        { key: "target", label: t("field_target"), kind: "text", cell: (row) => value(row, "target") },
        { key: "actual", label: t("field_actual"), kind: "text", cell: (row) => value(row, "actual") },
        { key: "weight", label: t("field_weight"), kind: "printed" },
        { key: "score", label: t("field_score"), kind: "printed" },
        { key: "share", label: t("col_score_share"), kind: "percent", sort: share, cell: (row) => share(row) === null ? null : number.percent(share(row)) },
      ],
      searched: (row) => `${row.level1 ?? ""} ${row.level2 ?? ""} ${row.level3 ?? ""} ${row.target ?? ""} ${row.actual ?? ""} ${row.project ?? ""} ${row.department ?? ""}`,
      filters: [pdf2form.departmentFilter(departments, (row) => row.department_key), pdf2form.yearFilter(about.years)],
    });
  }

  function value(row, field) {
    return row[field] ? link(address("form.html", `${row.form_id}/indicators/${row.line}/${field}`), row[field]) : null;
  }

  pdf2form.start(async (about) => {
    const departments = await pdf2form.departments();
    const byPiece = new Map(departments.map((row) => [row.piece, row]));
    const chosen = state.get("name");
    const names = new Names();
    const [list, table] = [namesTable(), rowsTable(about, departments)];
    const made = (row) => {
      const { name: department, key } = byPiece.get(row.department);
      const whole = { ...row, department, department_key: key, called: named(row) };
      names.add(whole);
      return whole;
    };
    const drawn = el("div", { id: "charts" });
    const progress = pdf2form.growing(about, "indicators", made, (all) => {
      list.setRows(names.list());
      const found = chosen ? all.filter((row) => pdf2form.folded(row.called) === pdf2form.folded(chosen)) : all;
      table.setRows(found);
      if (chosen) drawn.replaceChildren(...[pdf2form.targetsOf(found)].filter(Boolean));
    });
    const one = chosen
      ? el("p", { id: "chosen" }, t("chosen_indicator", { name: chosen }), " ", link(address("indicators.html"), t("all_indicators")))
      : null;
    const rowsSection = pdf2form.section("all", chosen || t("indicator_rows"), chosen ? t("same_indicator_note") : t("indicators_note"), one, table.node, drawn);
    const jump = el("p", {}, pdf2form.jump("all", t("indicator_rows")));
    const namesSection = pdf2form.section("by-name", t("indicator_names"), t("indicator_names_note"), list.node);
    return chosen ? [progress, rowsSection, namesSection] : [progress, jump, namesSection, rowsSection];
  });
})();
