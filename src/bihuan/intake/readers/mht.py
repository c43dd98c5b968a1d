"""Reader of .mht: a web page saved as a letter to oneself. The pages in it are read in order; nothing is fetched."""

from email import policy
from email.parser import BytesParser

from bihuan.intake.readers import html
from bihuan.intake.readers.blocks import Blocks, Grid, Paragraph
from bihuan.intake.readers.container import damaged
from bihuan.intake.refusal import not_readable
from bihuan.kernel.findings import Finding

MOST_BYTES = 20_000_000
_MOST_PAGES = 200


def read(content: bytes) -> Blocks:
    """The paragraphs and tables of every page in the file."""
    if len(content) > MOST_BYTES:
        raise not_readable("file-too-large", "网页归档文件超过 20 MB；请另存为 .docx 或 .xlsx 再导入。")
    parts: list[Paragraph | Grid] = []
    findings: list[Finding] = []
    pages = 0
    for part in BytesParser(policy=policy.compat32).parsebytes(content).walk():
        if part.get_content_type() != "text/html" or part.is_multipart() or pages >= _MOST_PAGES:
            continue
        pages += 1
        page = part.get_payload(decode=True)
        if isinstance(page, bytes) and page.strip():
            blocks = html.read(page)
            parts += blocks.parts
            findings += blocks.findings
    if not pages:
        raise damaged()
    return Blocks(tuple(parts), tuple(findings))
