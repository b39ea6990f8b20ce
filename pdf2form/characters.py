"""Characters that only look like others: CJK radicals and compatibility ideographs to the plain characters they mean.

A ToUnicode table often maps 日 to the Kangxi radical ⽇. What was printed is the plain character; the reading's `raw`
keeps what the text layer says, its `value` and every comparison with a label use the plain one.
"""

import unicodedata

_RADICALS = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑尣⺒巳⺓幺⺔彑⺕彐⺖忄⺗㣺⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵"
    "⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪疋⺫目⺬示⺭礻⺮竹⺯糹⺰纟⺱罓⺲罒⺶羊⺷羊⺹耂⺺肀⺻聿⺼肉⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀"
    "⻄西⻅见⻆角⻈讠⻉贝⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻟飠⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼"
    "⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
"""CJK Radicals Supplement, each before its character (Unicode's EquivalentUnifiedIdeograph). Unicode gives these
no compatibility mapping, but fonts with a bad ToUnicode table print whole words with them (⻔ for 门)."""

_MAPPED = (range(0x2F00, 0x2FD6), range(0xF900, 0xFB00), range(0x2F800, 0x2FA20), range(0x1D400, 0x1D800))
"""Kangxi radicals, the two blocks of compatibility ideographs, the mathematical alphabets (figures among them). Only
these: NFKC of the whole string would turn 10³ into 103, and ① into 1."""

_UNSEEN = (0xAD, 0x61C, 0x2060, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
"""Soft hyphens, joiners, marks of the direction of writing."""

_PLAIN = (
    {code: unicodedata.normalize("NFKC", chr(code)) for block in _MAPPED for code in block}
    | {ord(radical): meant for radical, meant in zip(_RADICALS[::2], _RADICALS[1::2], strict=True)}
    | {
        ord(form): meant for form, meant in zip("⼾⾭⿈", "户青黄", strict=True)
    }  # NFKC has 戶 靑 黃, simplified fonts do not
    | dict.fromkeys(_UNSEEN, "")
)


def plain(text: str) -> str:
    """Return the text with radicals and compatibility ideographs as plain characters, invisible ones left out."""
    return text.translate(_PLAIN)


_NARROW = {
    code: form
    for code in (0x3000, *range(0xFE50, 0xFE70), *range(0xFF01, 0xFFEF))
    if len(form := unicodedata.normalize("NFKC", chr(code))) == 1
}
"""Full-width and small forms, half-width kana, the ideographic blank."""


def narrow(text: str) -> str:
    """Return the text with full-width characters as narrow ones; ① and ³ stay what they are, as in `plain`."""
    return text.translate(_NARROW)
