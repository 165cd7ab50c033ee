"""figextract beside the packages that read numbers in Chinese text: characters/s on the same text in the same run.

    python benchmarks/peers.py [FOLDER…] [--characters 50000] [--environments FOLDER]

Each peer runs in an environment of its own, made once with pip (Recognizers-Text needs emoji<2), in a process of its
own: it starts, does the first sentences to get warm, and is timed over all sentences, three rounds in turn; medians
count. They do less than figextract: numbers or money, without what was counted, when, where, by whom.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from corpus import reports
from figextract.read import decode

ROUNDS = 3
LOOP = """
import json, sys, time, logging, warnings
warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)
sentences = json.load(sys.stdin)
{setup}
def go(sentences):
    failed = 0
    start = time.process_time()
    for sentence in sentences:
        try:
            {call}
        except Exception as error:
            failed += 1
    return time.process_time() - start, failed
go(sentences[:20])
sys.stdout.write("\\n" + json.dumps(go(sentences)))
"""


@dataclass(frozen=True)
class Peer:
    """A package: what pip installs for it, how it is set up, and what it is asked of a sentence."""

    name: str
    packages: tuple[str, ...]
    setup: str
    call: str


RECOGNIZERS = ("recognizers-text-suite", "emoji<2")
PEERS = (
    Peer(
        "figextract, all columns",
        (),
        "from figextract import rules\n"
        "from figextract.pipeline import extract_tables\n"
        "from figextract.read import document\n"
        "rules = rules.load()\n"
        "sentences = [''.join(sentences)]",
        "extract_tables(document(sentence), rules)",
    ),
    Peer("jieba.cut", (), "import jieba", "list(jieba.cut(sentence))"),
    Peer("cn2an.transform", (), "import cn2an", "cn2an.transform(sentence)"),
    Peer("JioNLP extract_money", ("jionlp",), "import jionlp", "jionlp.ner.extract_money(sentence)"),
    Peer(
        "Recognizers-Text number",
        RECOGNIZERS,
        "from recognizers_number import recognize_number",
        "recognize_number(sentence, 'zh-cn')",
    ),
    Peer(
        "Recognizers-Text currency",
        RECOGNIZERS,
        "from recognizers_number_with_unit import recognize_currency",
        "recognize_currency(sentence, 'zh-cn')",
    ),
)


def interpreter(peer: Peer, environments: Path) -> str:
    """The Python that has the peer's packages, installed if need be."""
    if not peer.packages:
        return sys.executable
    folder = environments / peer.packages[0]
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *peer.packages], check=True)
        (folder / "ready").touch()
    return str(python)


def seconds(peer: Peer, python: str, sentences: list[str]) -> tuple[float, int]:
    """How long a warm process of the peer takes over all sentences, and how many of them it fails on."""
    code = LOOP.format(setup=peer.setup, call=peer.call)
    done = subprocess.run(
        [python, "-c", code], input=json.dumps(sentences), capture_output=True, text=True, encoding="utf-8"
    )
    if done.returncode:
        raise SystemExit(f"{peer.name}: {done.stderr.strip().splitlines()[-1]}")
    taken, failed = json.loads(done.stdout.splitlines()[-1])
    return taken, failed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--characters", type=int, default=50_000, help="how much of the text every peer gets")
    parser.add_argument("--environments", type=Path, default=Path(__file__).parent / ".peers")
    options = parser.parse_args()
    text = "".join(decode(raw).text for _, raw in reports(options.folders))[: options.characters]
    sentences = [sentence + "。" for sentence in text.split("。")]
    pythons = [interpreter(peer, options.environments) for peer in PEERS]
    rounds = [
        [seconds(peer, python, sentences) for peer, python in zip(PEERS, pythons, strict=True)] for _ in range(ROUNDS)
    ]
    medians = [median(taken for taken, _ in column) for column in zip(*rounds, strict=True)]
    print(f"{len(text):,} characters, {len(sentences):,} sentences")
    print(f"{'':28} {'characters/s':>14} {'figextract is … times as fast':>32} {'sentences it fails on':>22}")
    for peer, taken, (_, failed) in zip(PEERS, medians, rounds[0], strict=True):
        print(f"{peer.name:28} {len(text) / taken:14,.0f} {taken / medians[0]:32.2f} {failed:22,}")


if __name__ == "__main__":
    main()
