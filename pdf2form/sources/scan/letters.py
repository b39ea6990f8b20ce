"""The recogniser's steps to characters: which, where on the crop, how sure, and what else they could be."""

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pdf2form.sources.scan.engine import Recogniser, Steps

FAINT = 0.002
"""An alternative less likely than this is none."""

CHINESE, NARROWER = 0.5, 0.3
"""Half of what a Chinese character takes of its line, and of what others do. Ems."""

Profile = npt.NDArray[np.float64]
Chances = Sequence[tuple[int, float]]
"""The likeliest classes of one step, the best first, and how likely each is."""


class Letter(NamedTuple):
    """One recognised character of a crop."""

    text: str
    start: float
    """Where it begins and ends, as shares of the crop's width: cut where the least ink is."""
    end: float
    confidence: float
    """The least probable of all that was decided for it: its own class, and that nothing stands beside it."""
    others: tuple[tuple[str, float], ...] = ()
    """What else it could be and how likely, the likeliest first; "" is nothing at all."""
    spaced: bool = False
    """The recogniser sees a blank before it."""
    wide: bool | None = False
    """It is printed as wide as a Chinese character; `text` is its narrow form. None if the paper does not tell."""


class _Peak(NamedTuple):
    step: int
    text: str
    confidence: float
    others: tuple[tuple[str, float], ...]
    wide: bool


UNPRINTED = "\ue000"
"""Stands for no class at all."""


@lru_cache(maxsize=20_000)
def is_printed(character: str) -> bool:
    """Whether forms print a character: Chinese, ASCII, punctuation and signs, but no other script."""
    if character.isascii() or "\u4e00" <= character <= "\u9fff":
        return True
    return character in SIGNS or unicodedata.normalize("NFKC", character).isascii()


SIGNS = frozenset("、。·…—～‖《》〈〉「」『』【】〔〕‘’“”≤≥≦≧±×÷∑√☑□■○●◎△▲★☆→℃‰№〇°′″㎡①②③④⑤⑥⑦⑧⑨⑩ⅠⅡⅢⅣⅤⅥ")
"""What else is printed. Greek, kana and the like are what a recogniser sees in smudges."""


def spell(steps: Steps, reader: Recogniser, ink: Profile) -> tuple[Letter, ...]:
    """Return the characters of a crop from the left.

    Args:
        steps: the recogniser's answer.
        reader: that gave it.
        ink: how dark each column of the crop is.
    """
    peaks = list(_peaks(steps, reader))
    printed = [peak for peak in peaks if peak.text != " "]
    if not printed:
        return ()
    spaces = {peak.step for peak in peaks if peak.text == " "}
    count = len(steps.codes)
    middles = [(peak.step + 0.5) / count for peak in printed]
    texts = [peak.text for peak in printed]
    shares = [_room(a) / (_room(a) + _room(b)) for a, b in pairwise(texts)]
    dark = ink.tolist()
    cuts = [0.0, *(_cut(dark, a, b, at) for (a, b), at in zip(pairwise(middles), shares, strict=True)), 1.0]
    letters: list[Letter] = []
    before = -1
    for k, peak in enumerate(printed):
        spaced = any(before < step < peak.step for step in spaces) and k > 0
        letters.append(Letter(peak.text, cuts[k], cuts[k + 1], peak.confidence, peak.others, spaced, peak.wide))
        before = peak.step
    return tuple(letters)


def _peaks(steps: Steps, reader: Recogniser) -> Iterator[_Peak]:
    """Yield the characters and blanks that the likeliest path names, each at its surest step."""
    codes, likely = steps.codes.tolist(), steps.chances.tolist()
    best = [-1, *(step[0] for step in codes), -1]
    for code, run in groupby(range(len(codes)), key=lambda step: codes[step][0]):
        if code <= 0:
            continue
        same = [*run]
        step = max(same, key=lambda each: likely[each][0])
        chances, wide, traditional = _chances([*zip(codes[step], likely[step], strict=True)], reader)
        text = max(chances, key=lambda each: chances[each])
        if not text:
            continue
        beside = [each for each in (same[0] - 1, same[-1] + 1) if 0 <= each < len(codes) and codes[each][0] <= 0]
        missed = max(
            (
                _missed([*zip(codes[each], likely[each], strict=True)], {best[each], best[each + 2]}, reader)
                for each in beside
            ),
            default=0.0,
        )
        others = sorted(((c, p) for c, p in chances.items() if c != text and p >= FAINT), key=lambda pair: -pair[1])
        sure = chances[text] - traditional.get(text, 0.0)
        yield _Peak(step, text, min(sure, 1.0 - missed), tuple(others), text in wide)


def _chances(step: Chances, reader: Recogniser) -> tuple[dict[str, float], set[str], dict[str, float]]:
    """Return how likely each character is at one step, which of them are wide, and what of it is a traditional form.

    One that is printed wide and narrow counts as one: the paper tells which it is.
    """
    found: dict[str, float] = {}
    wide: set[str] = set()
    traditional: dict[str, float] = {}
    for code, chance in step:
        letter = reader.letters[code] if code >= 0 else UNPRINTED
        if not is_printed(letter):
            continue
        letter = VARIANTS.get(letter, letter)
        if simplified := SIMPLIFIED.get(letter):
            letter = simplified
            traditional[letter] = traditional.get(letter, 0.0) + chance
        narrow = NARROW.get(letter, letter)
        if narrow not in found and narrow != letter:
            wide.add(narrow)
        found[narrow] = found.get(narrow, 0.0) + chance
    return found or {reader.letters[step[0][0]]: 0.0}, wide, traditional


VARIANTS = dict(
    zip(
        "曰內況増収歩毎徳戸戶黃呉吳査値眞録強決減準淨凈涼凑麼晩汚靑淸沒産呂侶別刪冊兌悅稅銳閱脫說郞即卽旣溫曆歷輛並約納級終組結統線總績紙給續",
        "日内况增收步每德户户黄吴吴查值真录强决减准净净凉凑么晚污青清没产吕侣别删册兑悦税锐阅脱说郎即即既温历历辆并约纳级终组结统线总绩纸给续",
        strict=True,
    )
)
"""What a network takes characters for that forms of today print: old and Japanese forms of them, and 曰. Both count as
one."""
_TRADITIONAL = (
    "財敗貨貪貧責販貫貴貸費貼貿賀資賈賓賞賠賢賦質賬購贈負貢賃賊賭賺頁頂項順須預領頻題額顏顧見規視覺覽"
    "觀計訂記訓討訊訪設許訴診詐評詞詢試詩話該詳語誠誤課調談請論諸諾謀謝講譯議讀車軌軍軟軸較載輔輕輝輪"
    "輯輸轄轉門閃閉問閑間閘聞閣閥闊針釘鈣鋼錢鎮鏡鋁鋪鋒銀銅銘銷錯鍋鍵鎖飯飲飼飽館紀紅紋純紗紛紡細紹絕"
    "絡綠綜綱維綿緊緒編緩縫縮織繞繪繳繼馬駐駕駛騎騙騰驅驗魚魯鮮鳥鳴鴨鴻鵝長張漲帳滿數盜佈佔係個們倉偉"
    "側偵備傑傘傳傷傾僅億優兩"
)
_SIMPLIFIED = (
    "财败货贪贫责贩贯贵贷费贴贸贺资贾宾赏赔贤赋质账购赠负贡赁贼赌赚页顶项顺须预领频题额颜顾见规视觉览"
    "观计订记训讨讯访设许诉诊诈评词询试诗话该详语诚误课调谈请论诸诺谋谢讲译议读车轨军软轴较载辅轻辉轮"
    "辑输辖转门闪闭问闲间闸闻阁阀阔针钉钙钢钱镇镜铝铺锋银铜铭销错锅键锁饭饮饲饱馆纪红纹纯纱纷纺细绍绝"
    "络绿综纲维绵紧绪编缓缝缩织绕绘缴继马驻驾驶骑骗腾驱验鱼鲁鲜鸟鸣鸭鸿鹅长张涨帐满数盗布占系个们仓伟"
    "侧侦备杰伞传伤倾仅亿优两"
)
SIMPLIFIED = dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True))
"""Traditional forms that differ from those of today in a stroke or two, and are read as these: to a network 盜 is 盗 in
other fonts. They make nothing certain: print may be traditional, or a third character, as 俜 between 傳 and 传."""
_WIDTHS = "！（）＋，－．／：；＜＝＞？［］％０１２３４５６７８９"
NARROW = {wide: unicodedata.normalize("NFKC", wide) for wide in _WIDTHS}
"""The narrow form of a wide character."""
WIDE = {narrow: wide for wide, narrow in NARROW.items()}
"""The wide form of a narrow character."""


def _missed(step: Chances, beside: Collection[int], reader: Recogniser) -> float:
    """Return how likely a step that was taken for nothing is a character of its own: neither white nor the next one.

    Args:
        step: beside a character.
        beside: what the steps on either side of it are; a character that goes on from there is not printed twice.
        reader: that gave it.
    """
    known = {-1, 0, *beside}
    return max((chance for code, chance in step[1:] if code not in known and reader.letters[code] != " "), default=0.0)


def _room(text: str) -> float:
    """Return how much of the way to a neighbour belongs to a character: a Chinese one is twice as wide as a figure."""
    return CHINESE if text >= "\u2e80" and text not in NARROW.values() else NARROWER


def _cut(ink: Sequence[float], left: float, right: float, share: float) -> float:
    """Return where between two characters the least ink is, as a share of the width.

    Args:
        ink: how dark each column of the crop is.
        left: the middle of the first character, as a share of the width.
        right: of the second.
        share: of the way between them, where they meet if nothing else tells.
    """
    width = len(ink)
    start, end = int(left * width), max(int(left * width) + 1, int(right * width))
    part = ink[start:end]
    if len(part) < 3:
        return (left + right) / 2
    margin = len(part) // 5
    inner = part[margin : len(part) - margin]
    meet, steep = share * len(part) - margin, 1 + max(inner)
    tilted = [dark + 2e-3 * abs(k - meet) / len(inner) * steep for k, dark in enumerate(inner)]
    return (start + margin + tilted.index(min(tilted)) + 0.5) / width
