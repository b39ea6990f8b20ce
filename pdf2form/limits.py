"""The named limits of reading, as `pdf2form doctor` lists them: how much is read at most, and what happens beyond.

The values stand where they are used, with their reasons; here stands only what they mean to somebody whose document
passes them. A test holds this list against the sources.
"""

from types import ModuleType
from typing import NamedTuple

from pdf2form import request, sources, verify, worker
from pdf2form.inputs import members, names, places, web, zips
from pdf2form.parts import Message
from pdf2form.sources import covers, nesting, objects, pdfium, pictures, prints, streams, strokes, trust
from pdf2form.sources.scan import photo, reading


class Limit(NamedTuple):
    """One limit."""

    name: str
    """Module and constant."""
    value: float
    unit: Message
    beyond: Message
    """What happens to what is more than that."""


def _limit(module: ModuleType, name: str, unit: tuple[str, str], beyond: tuple[str, str]) -> Limit:
    short = module.__name__.removeprefix("pdf2form.")
    value: float = vars(module)[name]
    return Limit(f"{short}.{name}", value, *(Message(en=en, zh=zh) for en, zh in (unit, beyond)))


_PART = ("only a part of the page is read, and it has the fault too_large", "该页只读取一部分，记为 too_large")
_UNREAD = ("the page is not read, and has the fault too_large", "该页不读取，记为 too_large")

_NO_INPUT = ("it is not read: the input has the fault too_large", "不读取，该输入记为 too_large")
_UNREACHED = ("the input has the fault unreachable", "该输入记为 unreachable")

_TIMEOUT = ("the document fails: timeout", "文件读取失败，记为 timeout")

LIMITS: tuple[Limit, ...] = (
    _limit(
        places,
        "LARGEST_DOCUMENT",
        ("bytes of a PDF, or of an archive in an archive", "字节，PDF 或内层压缩包"),
        _NO_INPUT,
    ),
    _limit(
        worker,
        "PATIENCE",
        ("seconds for a document, beside those for its pages (--timeout)", "秒，每个文件的基本时限（--timeout）"),
        _TIMEOUT,
    ),
    _limit(worker, "A_PAGE", ("seconds for each of its pages", "秒，每页另加的时限"), _TIMEOUT),
    _limit(worker, "A_SCAN", ("seconds for each page that is recognised", "秒，每个识别页另加的时限"), _TIMEOUT),
    _limit(
        request,
        "MEMORY",
        ("bytes of address space of a process that reads (--memory)", "字节，读取进程的地址空间（--memory）"),
        ("the document fails: out_of_memory or crashed", "文件读取失败，记为 out_of_memory 或 crashed"),
    ),
    _limit(
        sources,
        "MOST_PAGES",
        ("pages of a document", "页，每个文件"),
        ("those after are not read; the first of them has the fault too_large", "其后不读取，后续首页记为 too_large"),
    ),
    _limit(
        members, "MOST_RATIO", ("bytes that a byte of an archive unpacks to", "倍，压缩包解压后的膨胀倍数"), _NO_INPUT
    ),
    _limit(members, "SMALL", ("bytes that MOST_RATIO is not asked about", "字节，不超过此值不计膨胀倍数"), _NO_INPUT),
    _limit(
        zips,
        "MOST_MEMBERS",
        ("members of an archive, with those of archives in it", "个，压缩包（含内层）的成员"),
        ("the first ones are read; the archive has the fault too_large", "只读取前面的成员，该压缩包记为 too_large"),
    ),
    _limit(zips, "LARGEST_ARCHIVE", ("bytes that an archive unpacks to", "字节，压缩包全部解压后的长度"), _NO_INPUT),
    _limit(
        names,
        "LONGEST_NAME",
        ("characters of the name of a member", "个字符，压缩包成员的名称"),
        ("the member is read; … stands in place of the middle of its name", "照常读取，名称中间以 … 代替"),
    ),
    _limit(web, "LARGEST_FETCHED", ("bytes of an archive that is fetched", "字节，下载的压缩包"), _NO_INPUT),
    _limit(web, "LONGEST_FETCH", ("seconds for a document to be fetched", "秒，下载一个文件"), _UNREACHED),
    _limit(web, "PATIENCE_TO_CONNECT", ("seconds for a server to be reached", "秒，连接服务器"), _UNREACHED),
    _limit(web, "PATIENCE_FOR_MORE", ("seconds for a server to go on", "秒，等待后续数据"), _UNREACHED),
    _limit(web, "LONGEST_CHAIN", ("redirects that are followed", "次，重定向"), _UNREACHED),
    _limit(zips, "DEEPEST_ARCHIVE", ("archives inside each other", "层，嵌套压缩包"), _NO_INPUT),
    _limit(
        pdfium,
        "HEADER_WITHIN",
        ("bytes before the PDF header", "字节，PDF 文件头须在此之内"),
        ("the document fails: not_a_pdf", "文件读取失败，记为 not_a_pdf"),
    ),
    _limit(
        nesting,
        "MOST_FORMS",
        ("pieces that forms in forms of a document unfold to", "个，文件中嵌套图形展开后的数目"),
        ("no page is read; each has the fault too_large", "所有页面均不读取，记为 too_large"),
    ),
    _limit(
        nesting,
        "LARGEST_FORM",
        ("bytes of a form that are looked at for forms in it", "字节，检查嵌套时查看每个图形的长度"),
        ("the rest is not counted in MOST_FORMS", "其余不计入嵌套数目"),
    ),
    _limit(
        nesting,
        "DEEPEST_LOOK",
        ("references from a form to the forms in it", "级，由图形到其内嵌图形的引用"),
        ("forms behind more are not counted in MOST_FORMS", "更深的不计入嵌套数目"),
    ),
    _limit(objects, "DEEPEST_FORM", ("forms inside each other on a page", "层，页内嵌套图形"), _PART),
    _limit(objects, "MOST_FORMS", ("forms of a page", "个，每页图形"), _PART),
    _limit(objects, "MOST_CHARACTERS", ("characters of a page's text layer", "个，每页文字层字符"), _PART),
    _limit(objects, "MOST_OBJECTS", ("drawn objects of a page", "个，每页绘制对象"), _PART),
    _limit(
        streams,
        "MOST_INFLATED",
        ("bytes of a document, unpacked", "字节，每个文件解压后的长度"),
        ("what comes after is read, and not checked for damage", "其后照常读取，但不检查是否损坏"),
    ),
    _limit(
        streams,
        "LONGEST_HEAD",
        ("bytes of a stream's dictionary", "字节，数据流的字典"),
        ("its beginning is not looked at: the stream may count as damaged", "不查看其开头，该数据流可能视为损坏"),
    ),
    _limit(
        photo,
        "MOST_PIXELS",
        ("pixels of the images of a page to be recognised", "像素，待识别页面上的图像"),
        _UNREAD,
    ),
    _limit(
        photo,
        "MOST_UNPACKED",
        ("pixels of an image that is unpacked whole", "像素，整幅解压的图像"),
        (
            "PDFium draws the page from it; of JPEG 2000, as for MOST_PIXELS",
            "改由 PDFium 绘制该页；JPEG 2000 同 MOST_PIXELS",
        ),
    ),
    _limit(
        photo,
        "MOST_READ",
        ("pixels of a page's picture, as it is recognised", "像素，用于识别的页面图像"),
        (
            "it is made coarser, to 150 dpi; is that too much, the page is not read: too_large",
            "降低分辨率，至 150 dpi 为止；仍超出则不读取，记为 too_large",
        ),
    ),
    _limit(
        photo,
        "MOST_SIDE",
        ("pixels of a side of this picture", "像素，该图像的边长"),
        ("as for MOST_READ", "同 MOST_READ"),
    ),
    _limit(
        photo,
        "MOST_CHECKED",
        ("images of a page that are checked for damage", "个，每页检查是否损坏的图像"),
        ("smaller ones are believed", "更小的不检查"),
    ),
    _limit(
        reading,
        "MOST_LINES",
        ("pieces of text of a scanned page", "处，扫描页上的文字"),
        ("the page has the fault `illegible`", "该页标为 illegible"),
    ),
    _limit(
        photo,
        "MOST_DPI",
        ("dots an inch of a page's image", "点每英寸，页面图像"),
        ("the image is reduced before it is recognised", "识别前先缩小"),
    ),
    _limit(
        pdfium,
        "MOST_IMAGE_PIXELS",
        ("pixels of an image on a page of text", "像素，文字页上的图像"),
        (
            "it is not unpacked: text below it counts as hidden, text over it as a scan's",
            "不解压：其下文字视为被遮盖，其上文字视为扫描件",
        ),
    ),
    _limit(
        covers,
        "MOST_AREA",
        ("square points of an image or a page", "平方点，图像或页面"),
        (
            "as for MOST_IMAGE_PIXELS; a page's switched-off layers are not looked for",
            "图像同上；页面不检查已关闭的图层",
        ),
    ),
    _limit(
        covers,
        "MOST_IMAGES",
        ("images of a page that may hide text", "个，每页可能遮盖文字的图像"),
        ("the others count as hiding nothing", "其余视为不遮盖"),
    ),
    _limit(
        strokes,
        "MOST_PAIRS",
        ("pairs of what may cover what on a page", "对，每页可能互相遮盖的对象"),
        ("nothing on the page counts as covered", "该页均视为未遮盖"),
    ),
    _limit(
        pictures,
        "MOST_PICTURES",
        ("pictures of a page", "个，每页图片"),
        ("those beyond count as one, over all the place between them", "其余合并为一个区域"),
    ),
    _limit(
        trust,
        "MOST_GLYPHS",
        ("glyphs of a font that are compared with their names", "个，每种字体核对的字形"),
        ("the others are believed", "其余不核对"),
    ),
    _limit(
        trust,
        "MOST_FONTS",
        ("fonts of a document whose judgement is remembered", "种，每个文件记住核对结果的字体"),
        ("they are judged anew", "重新核对"),
    ),
    _limit(
        prints,
        "MOST_DRAWN",
        ("texts of a page that are drawn to be compared", "个，每页绘出核对的文字对象"),
        ("figures, signs and letters of the others are doubted", "其余的数字、符号、字母标为存疑"),
    ),
    _limit(
        prints,
        "MOST_PIXELS",
        ("pixels of a text that is drawn to be compared", "像素，绘出核对的文字对象"),
        ("it is not compared", "不核对"),
    ),
    _limit(
        verify,
        "PATIENCE",
        ("seconds for a reader of --verify, beside those a page", "秒，--verify 每次读取的基本时限"),
        ("the form is unchecked", "该表记为 unchecked"),
    ),
    _limit(
        verify,
        "PATIENCE_A_PAGE",
        ("seconds a page for a reader of --verify", "秒，--verify 每页另加的时限"),
        ("the form is unchecked", "该表记为 unchecked"),
    ),
)
