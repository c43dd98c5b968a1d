"""The words of a PDF, read in a process of its own: ``python pdf_words.py < file > words``.

Started by ``plain_text`` and by nobody else. PDFium is not made for threads and trusts what a file says of itself; here
a file can at worst bring down or hold up this process, whose time and memory are bounded. Imports nothing of Bihuan.
"""

import resource
import sys

MOST_PAGES = 500
MOST_MEMORY = 2_000_000_000
DAMAGED = 3
ENCRYPTED = 4
TOO_MANY_PAGES = 5
_NEEDS_PASSWORD = 4  # FPDF_ERR_PASSWORD


def main() -> int:
    """Write the words of the PDF on standard input, page by page; the exit code says why not."""
    most = int(sys.argv[1])
    seconds = int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
        if not len(document):
            return DAMAGED
        if len(document) > MOST_PAGES:
            return TOO_MANY_PAGES
        for number in range(len(document)):
            text = document[number].get_textpage().get_text_range()[:most]
            sys.stdout.buffer.write(text.encode("utf-8", "ignore") + b"\n")
            most -= len(text)
            if most <= 0:
                break
    except pypdfium2.PdfiumError as problem:
        return ENCRYPTED if problem.err_code == _NEEDS_PASSWORD else DAMAGED
    return 0


if __name__ == "__main__":
    sys.exit(main())
