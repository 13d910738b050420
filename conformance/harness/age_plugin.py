#!/usr/bin/env python3
"""A plugin of age for tests (https://c2sp.org/age-plugin): keeps a file key on its
shelf by turning its bits. A real one would ask a hardware key."""

import base64
import sys

CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def bech32(prefix: str, data: bytes) -> str:
    """Writes bytes as Bech32 (BIP 173)."""
    bits = "".join(f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % 5)
    values = [int(bits[at : at + 5], 2) for at in range(0, len(bits), 5)]
    expanded = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    check = 1
    for value in [*expanded, *values, 0, 0, 0, 0, 0, 0]:
        top = check >> 25
        check = (check & 0x1FF_FFFF) << 5 ^ value
        for bit, generator in enumerate([0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3]):
            check ^= generator if top >> bit & 1 else 0
    check ^= 1
    values += [check >> 5 * (5 - at) & 31 for at in range(6)]
    return prefix + "1" + "".join(CHARSET[value] for value in values)


def b64(data: bytes) -> str:
    """Writes bytes as age does."""
    return base64.b64encode(data).decode().rstrip("=")


def stanza() -> tuple[list[str], bytes]:
    """Reads one stanza."""
    words = sys.stdin.readline().split()
    body = ""
    while True:
        line = sys.stdin.readline().rstrip("\n")
        body += line
        if len(line) < 64:
            break
    return words[1:], base64.b64decode(body + "=" * (-len(body) % 4))


def say(*words: str, body: bytes = b"") -> None:
    """Writes one stanza."""
    text = b64(body)
    lines = [text[at : at + 64] for at in range(0, len(text) + 1, 64)]
    print("->", *words)
    print("\n".join(lines), flush=True)


def turned(key: bytes) -> bytes:
    """Turns all bits."""
    return bytes(255 - byte for byte in key)


def main() -> None:
    """Speaks the protocol that is asked for."""
    if sys.argv[1] == "--names":
        print(bech32("age1shelf", b"recipient"))
        print(bech32("age-plugin-shelf-", b"identity").upper())
        return
    asked = []
    while (one := stanza())[0][0] != "done":
        asked.append(one)
    if sys.argv[1] == "--age-plugin=recipient-v1":
        for words, key in asked:
            if words[0] == "wrap-file-key":
                say("recipient-stanza", "0", "shelf", body=turned(key))
                stanza()
    else:
        for words, body in asked:
            if words[0] == "recipient-stanza" and words[2] == "shelf":
                say("file-key", words[1], body=turned(body))
                stanza()
                break
    say("done")


if __name__ == "__main__":
    main()
