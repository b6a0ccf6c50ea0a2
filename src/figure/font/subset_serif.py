"""Makes the bundled serif from STIX Two Text (The STIX Fonts Project Authors, SIL Open Font License 1.1), once.

python subset_serif.py FOLDER   FOLDER is the npm package @fontsource/stix-two-text 5.3.0
Needs fonttools and brotli. The package has no arrows, relations and superscript figures: they come from Penult Sans, which is under
the same licence. No kerning, so that a text is as wide as the sum of its letters.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools import merge, subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
FAMILY = "Penult Serif"
# As in subset.py.
WANTED = TTFont(HERE / "PenultSans-Regular.ttf").getBestCmap().keys()


def part(source: Path, wanted: set[int], out: Path) -> set[int]:
    """Writes the wanted letters of a font without its layout; gives those it has."""
    font = TTFont(source, recalcTimestamp=False)
    have = wanted & font.getBestCmap().keys()
    options = subset.Options(layout_features=[], hinting=False, name_IDs=[0, 1, 2, 4, 6, 13, 14], glyph_names=False, notdef_outline=True,
                             drop_tables=["DSIG", "FFTM", "BASE", "GSUB", "GPOS", "GDEF", "gasp", "prep", "STAT"])
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=have)
    subsetter.subset(font)
    font.flavor = None
    font.save(out)
    return have


def make(style: str, weight: int, folder: Path) -> None:
    files = [Path(sys.argv[1]) / "files" / f"stix-two-text-{name}-{weight}-normal.woff2" for name in ["latin", "latin-ext", "greek"]]
    left, parts = set(WANTED), []
    for file in [*files, HERE / f"PenultSans-{style}.ttf"]:
        out = folder / f"{len(parts)}.ttf"
        left -= part(file, left, out)
        parts.append(out)
    assert not left, left
    font = merge.Merger().merge([str(p) for p in parts])
    stem = f"PenultSerif-{style}"
    names = {1: FAMILY, 2: style, 4: f"{FAMILY} {style}", 6: stem}
    for record in font["name"].names:
        if record.nameID in names:
            record.string = names[record.nameID]
    font["OS/2"].usWeightClass = weight
    font["head"].created = font["head"].modified = 0
    font.recalcTimestamp = False
    font.save(HERE / f"{stem}.ttf")
    font.flavor = "woff2"
    font.save(HERE / f"{stem}.woff2")


with TemporaryDirectory() as temporary:
    for style, weight in [("Regular", 400), ("Semibold", 600)]:
        make(style, weight, Path(temporary))
