"""What is wrong with a file: a stable code, and the words that follow its name. Pure."""

from typing import NamedTuple


class Fault(NamedTuple):
    """Why a file is not taken. ``words`` go on after “文件“…””."""

    code: str
    words: str


DAMAGED = Fault("file-damaged", "不完整或者已损坏，无法打开；请重新获取原件，或者用原软件打开后另存再上传。")
ENCRYPTED = Fault("file-encrypted", "设有密码或者权限限制，请解除后另存再上传。")
EXECUTABLE = Fault("file-executable", "是可执行程序或者脚本，或者内嵌了程序，不予接收；请核对文件来源。")
SCRIPTED = Fault("file-scripted", "是网页、SVG 图形，或者含有脚本，不予接收；请另存为图片或者 PDF 后上传。")
ARCHIVE = Fault("file-archive", "是压缩包，请先解压，再逐个上传其中的文件。")
MACROS = Fault("file-has-macros", "含有宏，请另存为不含宏的文件后上传。")
DOUBLE = Fault("file-double", "夹带了其他类型的内容，请用原软件打开后另存再上传。")
BOMB = Fault("file-bomb", "展开后异常庞大，为安全起见不予接收；请核对来源，用原软件打开后另存再上传。")
ANIMATED = Fault("picture-animated", "是动态图片，请上传静态图片；需要反映过程的，请上传视频。")
