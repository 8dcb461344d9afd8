"""Codes 001–039: reading the text."""

from __future__ import annotations

from closedloop.messages.catalogue import Message

ROWS: tuple[Message, ...] = (
    Message(
        "CL001",
        "the text is not UTF-8: the byte {byte} at offset {offset} cannot stand there",
        "文件不是 UTF-8 编码：偏移 {offset} 处不能出现字节 {byte}",
        "save the file as UTF-8; it is {guess} now, by the look of it",
        "请另存为 UTF-8 编码；现在的编码看来是 {guess}",
    ),
    Message(
        "CL002",
        "the control character {character} cannot stand in a process file",
        "流程文件中不能有控制字符 {character}",
        "delete it: it does not show, or makes the text look like another one",
        "请删除：它看不见，或会让文字看上去与实际不同",
    ),
    Message(
        "CL003",
        "this text has no closing quotation mark on its line",
        "这段文字在本行内没有结束的引号",
        'close it with `"`; a text never goes on in the next line',
        "请补上结束的引号；一段文字不能跨行",
    ),
    Message(
        "CL004",
        "this name has no closing back-quote on its line",
        "这个名称在本行内没有结束的反引号",
        "close it with another back-quote",
        "请补上结束的反引号",
    ),
    Message(
        "CL005",
        "a text stands in double quotation marks",
        "文字应写在双引号内",
        "write \"…\" instead of '…'",
        '请写成 “…” 或 "…"',
    ),
    Message(
        "CL007",
        "a file begins with {words}, not with `{word}`",
        "文件应以{words}开头，而不是`{word}`",
    ),
    Message(
        "CL008",
        "the file says nothing: it should begin with {words}",
        "文件中没有内容：应以{words}开头",
        "`closedloop new` writes a commented file to start from",
        "可用 `closedloop new` 生成一份带注释的起始文件",
    ),
    Message("CL010", "this cannot stand here", "此处不能这样写"),
)
