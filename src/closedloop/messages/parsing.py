"""Codes 001–039: reading the text."""

from __future__ import annotations

from closedloop.messages.catalogue import Message

ROWS: tuple[Message, ...] = (
    Message(
        "CL001",
        "the text is not UTF-8: the byte {byte} at offset {offset} cannot stand there",
        "文件不是 UTF-8 编码：偏移 {offset} 处的字节 {byte} 不合规范",
        "save the file as UTF-8; {guess} was perhaps meant",
        "请将文件另存为 UTF-8；原编码可能是 {guess}",
    ),
    Message(
        "CL002",
        "the control character {character} cannot stand in a process file",
        "流程文件中不能有控制字符 {character}",
        "delete it",
        "请将它删除",
    ),
)
