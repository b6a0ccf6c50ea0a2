"""Makes the bundled fonts from Source Sans Pro 2.020 (Adobe, SIL Open Font License 1.1), once.

python subset.py FOLDER   FOLDER holds SourceSansPro-Regular.ttf and SourceSansPro-Semibold.ttf
Needs fonttools and brotli. The licence reserves the name "Source", so the subset is called Penult Sans.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
FAMILY = "Penult Sans"
# Latin-1, Latin Extended-A, Greek, dashes and quotes, super- and subscript figures, arrows, mathematics, marks.
UNICODES = [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x370, 0x400), *range(0x2010, 0x2015), *range(0x2018, 0x201F),
            0x2020, 0x2021, 0x2022, 0x2026, 0x2030, 0x2032, 0x2033, 0x20AC, 0x2122, 0x2070, *range(0x2074, 0x207B), 0x207F,
            *range(0x2080, 0x208A), *range(0x2190, 0x2194), 0x2202, 0x2206, 0x220F, 0x2211, 0x2212, 0x2215, 0x221A, 0x221E,
            0x222B, 0x2248, 0x2260, 0x2264, 0x2265, 0x25CA, 0x2713]


def make(style: str, weight: int) -> None:
    font = TTFont(Path(sys.argv[1]) / f"SourceSansPro-{style}.ttf", recalcTimestamp=False)
    options = subset.Options(layout_features=["kern", "mark", "mkmk", "ccmp", "locl"], hinting=False, name_IDs=[0, 1, 2, 4, 6, 13, 14],
                             drop_tables=["DSIG", "FFTM", "BASE"], glyph_names=False, notdef_outline=True)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=UNICODES)
    subsetter.subset(font)
    names = {1: FAMILY, 2: style, 4: f"{FAMILY} {style}", 6: f"PenultSans-{style}"}
    for record in font["name"].names:
        if record.nameID in names:
            record.string = names[record.nameID]
    font["OS/2"].usWeightClass = weight
    file = HERE / f"PenultSans-{style}"
    font.save(file.with_suffix(".ttf"))
    font.flavor = "woff2"
    font.save(file.with_suffix(".woff2"))


make("Regular", 400)
make("Semibold", 600)
