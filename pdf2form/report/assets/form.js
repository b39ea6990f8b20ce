"use strict";
// One form: what is printed in it, what was checked, and, for the chosen value, the place on its page.

(() => {
  const { t, el, link, state, address, rows } = pdf2form;
  const FORM_ID = /^([0-9a-f]{2})[0-9a-f]{14}-\d+$/;
  const NARROW = matchMedia("(max-width: 70rem)");
  let open = null;

  // The address says FORM_ID, or FORM_ID and the pointer of a value.
  function asked() {
    const subject = state.subject();
    const slash = subject.indexOf("/");
    return slash < 0 ? { id: subject, pointer: "" } : { id: subject.slice(0, slash), pointer: subject.slice(slash) };
  }

  // Marks the value, shows its place, and brings both into view.
  function show(pointer) {
    const { form, evidence, lost } = open;
    evidence.show(pointer);
    const isLost = pointer && !pdf2form.value.isPart(form, pointer);
    lost.replaceChildren(...(isLost ? [el("p", { class: "fault", role: "alert" }, t("no_such_value", { pointer }))] : []));
    for (const anchor of document.querySelectorAll("a.value")) {
      if (anchor.dataset.pointer === pointer) anchor.setAttribute("aria-current", "true");
      else anchor.removeAttribute("aria-current");
    }
    if (!(pointer in form.readings)) return;
    pdf2form.announce(t("shown", { name: pdf2form.value.name(form, pointer) }));
    if (NARROW.matches) {
      const heading = document.getElementById("evidence-heading");
      heading.focus({ preventScroll: true });
      heading.scrollIntoView();
      return;
    }
    document.getElementById("paper").scrollIntoView({ block: "nearest" });
    document.querySelector("a.value[aria-current]").scrollIntoView({ block: "nearest" });
  }

  async function otherYears(form) {
    const departments = rows(await pdf2form.load("departments"));
    const department = departments.find((row) => row.key === form.department_key && row.year === null);
    const project = pdf2form.value.plain(form, "/project");
    if (!department || !project) return { department, others: [] };
    const forms = rows(await pdf2form.load(`department/${department.piece}`));
    return { department, others: forms.filter((other) => other.project === project && other.form_id !== form.form_id && other.duplicate_of === null) };
  }

  // Whose form it is, and what is to be known before it is read.
  function lead(form, { department, others }) {
    return [
      el("p", { class: "lead" }, department ? pdf2form.shown.department(department) : null, " · ", form.file, " · ",
        el("span", { class: `sign ${form.verdict}` }, t("outcome_" + form.verdict)),
        form.duplicate_of ? [" · ", link(address("form.html", form.duplicate_of), t("duplicate"))] : null),
      // What is wrong with the form as a whole belongs to no value.
      form.findings.filter(({ subject, result }) => !subject && ["mismatch", "doubt"].includes(result)).map((finding) =>
        el("p", { class: "fault", "data-rule": finding.rule }, pdf2form.shown.result(finding.result), " ", finding[pdf2form.language.now])),
      others.length
        ? el("details", { id: "other-forms" }, el("summary", {}, t("other_forms", { count: others.length })),
            el("ul", {}, others.map((other) => el("li", {}, link(address("form.html", other.form_id), `${other.year ?? t("no_year")} · ${other.file}`)))))
        : null,
    ];
  }

  pdf2form.start(async () => {
    const { id, pointer } = asked();
    const match = FORM_ID.exec(id);
    open = null;
    if (!match) return [el("p", { class: "fault", role: "alert" }, t("no_such_form", { id }), " ", link(address("departments.html"), t("nav_departments")))];
    const [form, dictionary] = await Promise.all([pdf2form.load(`form/${match[1]}/${id}`), pdf2form.load("dictionary")]);
    pdf2form.entitle(pdf2form.value.plain(form, "/project") || t("no_project"));
    const evidence = pdf2form.evidence(form);
    const paper = el("div", { class: "printed" }, pdf2form.formBlocks(form));
    const lost = el("div", { id: "lost" });
    open = { form, evidence, lost };
    document.getElementById("content").addEventListener("drawn", () => show(pointer), { once: true });
    return [
      lost,
      lead(form, await otherYears(form)),
      el("div", { class: "beside" },
        el("div", {}, pdf2form.section("printed", t("the_form"), t("the_form_note"), paper), pdf2form.formSignals(form, dictionary), pdf2form.formFindings(form, dictionary)),
        evidence.node),
    ].flat();
  }, () => {
    const { id, pointer } = asked();
    if (open?.form.form_id !== id) return false;
    show(pointer);
    return true;
  });
})();
