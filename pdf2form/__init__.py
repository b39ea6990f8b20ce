"""财政项目支出绩效自评表 (self-evaluations of fiscal projects): from PDF to records that can be trusted."""

from pdf2form.batch import convert_many
from pdf2form.convert import convert
from pdf2form.errors import Pdf2formError
from pdf2form.record import VERSION, Form, Record

__version__ = VERSION

__all__ = ["Form", "Pdf2formError", "Record", "__version__", "convert", "convert_many"]
