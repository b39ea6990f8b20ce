"use strict";
// What was not read, what is doubted, what was not checked, which names look alike.

(() => {
  const { t, el, link, address, rows, number } = pdf2form;

  const findings = (id, table) => pdf2form.plainTable({
    id, caption: t(`quality_${id}`), rows: rows(table), narrow: true,
    columns: [
      { key: "rule", label: t("rule"), kind: "text", cell: (row) => pdf2form.shown.rule({ rule: row.rule, rule_set: null }) },
      { key: "findings", label: t("findings"), kind: "whole" },
      { key: "forms", label: t("forms"), kind: "whole" },
    ],
  });

  // A table with its heading and what it says, or that there is nothing to say.
  function part(id, table, note) {
    const there = table.rows.length > 0;
    return (draw) => pdf2form.section(`part-${id}`, t(`quality_${id}`), note, there ? draw() : el("p", {}, t("nothing_found")));
  }

  const count = (key, label) => ({ key, label, kind: "whole" });

  function documents(quality) {
    const columns = [{ key: "status", label: t("state"), kind: "text", cell: (row) => el("span", { class: `sign ${row.status}` }, t(`outcome_${row.status}`)) }, count("documents", t("documents"))];
    return pdf2form.plainTable({ id: "documents", caption: t("quality_documents"), columns, rows: rows(quality.documents), narrow: true });
  }

  function pages(quality) {
    const columns = [{ key: "source", label: t("read_from"), kind: "text", cell: (row) => t(`page_${row.source}`) }, count("pages", t("pages")), count("form_pages", t("form_pages"))];
    return pdf2form.plainTable({ id: "pages", caption: t("quality_pages"), columns, rows: rows(quality.pages), narrow: true });
  }

  function faults(quality) {
    const columns = [
      { key: "code", label: t("col_code"), kind: "text", cell: (row) => el("code", {}, row.code) },
      { key: pdf2form.language.now, label: t("col_fault"), kind: "text" },
      count("inputs", t("documents")), count("pages", t("pages")),
    ];
    return pdf2form.plainTable({ id: "faults", caption: t("quality_faults"), columns, rows: rows(quality.faults), narrow: true });
  }

  function suggestions(quality) {
    const columns = [
      { key: "kind", label: t("col_kind"), kind: "text", cell: (row) => t(`kind_${row.kind}`) },
      { key: "name", label: t("col_name"), kind: "text" },
      { key: "other", label: t("col_other"), kind: "text" },
      { key: "likeness", label: t("col_likeness"), kind: "printed" },
      { key: "why", label: t("col_why"), kind: "text" },
    ];
    return pdf2form.plainTable({ id: "suggestions", caption: t("quality_suggestions"), columns, rows: rows(quality.suggestions), cards: true });
  }

  // Messages of faults are English, and end with the Chinese sentence of their code, if it has one.
  function halves(quality) {
    const chinese = new Map(rows(quality.faults).map((fault) => [fault.code, fault.zh]));
    return ({ code, message }) => {
      const zh = chinese.get(code);
      if (!zh || !message.endsWith(zh)) return message;
      return pdf2form.language.now === "zh" ? zh : message.slice(0, -zh.length).trim();
    };
  }

  function failures(about, quality) {
    const said = halves(quality);
    const table = new pdf2form.Table({
      id: "failures", caption: t("quality_failures"), cards: true,
      columns: [
        { key: "source", label: t("col_file"), kind: "text" },
        { key: "code", label: t("col_code"), kind: "text", cell: (row) => el("code", {}, row.code) },
        { key: "message", label: t("col_message"), kind: "text", cell: said, sort: said },
      ],
      searched: (row) => `${row.source} ${row.code} ${row.message}`,
    });
    const progress = pdf2form.growing(about, "failures", (row) => row, (all) => table.setRows(all));
    return pdf2form.section("part-failures", t("quality_failures"), t("failures_note"), progress, table.node);
  }

  pdf2form.start(async (about) => {
    const quality = await pdf2form.load("quality");
    const { there, left_out, missing } = about.pictures;
    return [
      el("p", { class: "lead" }, t("pictures_count", { there: number.whole(there), left_out: number.whole(left_out), missing: number.whole(missing) }), " ",
        link(address("dictionary.html"), t("nav_dictionary"))),
      part("documents", quality.documents, t("documents_how"))(() => documents(quality)),
      part("pages", quality.pages, t("pages_how"))(() => pages(quality)),
      part("faults", quality.faults, null)(() => faults(quality)),
      failures(about, quality),
      part("doubts", quality.doubts, t("doubts_note"))(() => findings("doubts", quality.doubts)),
      part("unchecked", quality.unchecked, t("unchecked_note"))(() => findings("unchecked", quality.unchecked)),
      part("remarks", quality.remarks, t("remarks_note"))(() => findings("remarks", quality.remarks)),
      part("suggestions", quality.suggestions, t("suggestions_note"))(() => suggestions(quality)),
    ];
  });
})();
