"""Subsets the fonts of the interface; started by build.sh."""

import json
import pathlib
import sys

from fontTools import subset
from fontTools.misc.transform import Transform
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

INTER = pathlib.Path("/usr/share/fonts/opentype/inter")
DEJAVU = pathlib.Path("/usr/share/fonts/truetype/dejavu")
PHOSPHOR = pathlib.Path(sys.argv[1])
# Where the fill icons go, so that both weights live in one family.
FILL = 0xF0000


def span(first, last):
    return set(range(first, last + 1))


TEXT = (
    span(0x20, 0x7E)  # ASCII
    | span(0xA0, 0x17F)  # Latin-1 and Latin Extended-A
    | span(0x300, 0x30C)  # combining accents: the hats of m̂ and v̂
    | span(0x370, 0x3FF)  # Greek
    | span(0x1D00, 0x1DBF)  # raised and lowered letters
    | span(0x2000, 0x206F)  # punctuation and spaces
    | span(0x2070, 0x209F)  # superscripts and subscripts
    | span(0x2100, 0x214F)  # letter-like symbols
    | span(0x2150, 0x218F)  # fractions
    | span(0x2190, 0x21FF)  # arrows
    | span(0x2200, 0x22FF)  # operators
    | span(0x25A0, 0x25FF)  # shapes
    | span(0x2600, 0x27BF)  # stars, marks
)


def read_symbols():
    lines = pathlib.Path("symbols.txt").read_text("utf-8").splitlines()
    return {ord(c) for line in lines if not line.startswith("#") for c in line}


def shrink(font, unicodes, features=("ccmp", "kern", "mark", "mkmk")):
    options = subset.Options()
    options.layout_features = list(features)
    options.hinting = False
    options.desubroutinize = True
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["DSIG", "FFTM"]
    options.glyph_names = False
    options.recalc_timestamp = False
    tool = subset.Subsetter(options)
    tool.populate(unicodes=sorted(unicodes))
    tool.subset(font)
    return font


def save(font, name):
    path = pathlib.Path(name)
    font.save(path)
    print(f"{name:24} {path.stat().st_size:7} bytes {len(font.getBestCmap()):5} characters")


def alternates(font, tag):
    """The glyphs that a single substitution feature swaps, as a dictionary."""
    gsub = font["GSUB"].table
    found = {}
    for record in gsub.FeatureList.FeatureRecord:
        if record.FeatureTag == tag:
            for index in record.Feature.LookupListIndex:
                for table in gsub.LookupList.Lookup[index].SubTable:
                    found |= getattr(table, "ExtSubTable", table).mapping
    return found


def inter(weight, name):
    """Inter whose plain digits are the tabular ones, and whose plus and minus are as wide."""
    font = TTFont(INTER / f"Inter-{weight}.otf", recalcTimestamp=False)
    tabular = alternates(font, "tnum")
    digits = set(map(ord, "0123456789"))
    for table in font["cmap"].tables:
        for code in digits & table.cmap.keys():
            glyph = table.cmap[code]  # two tables may share one dictionary
            table.cmap[code] = tabular.get(glyph, glyph)
    cmap, metrics = font.getBestCmap(), font["hmtx"].metrics
    width = metrics[cmap[ord("0")]][0]
    for code in digits | set(map(ord, "+−")):
        advance, bearing = metrics[cmap[code]]
        assert abs(advance - width) < 0.04 * width, chr(code)
        metrics[cmap[code]] = (width, bearing)
    # Inter's double bar is as tall as a brace; a norm wants the lower one of the symbols.
    kept = TEXT & set(cmap) - {ord("‖")}
    save(shrink(font, kept), name)
    return kept


def dejavu(face, wanted, name, features=()):
    font = TTFont(DEJAVU / f"{face}.ttf", recalcTimestamp=False)
    cmap = font.getBestCmap()
    # Characters that DejaVu lacks, drawn by a glyph of the same shape.
    for missing, like in {0x27C2: "⊥", 0x2935: "↘", 0x2934: "↗", 0x23F5: "▶"}.items():
        if missing in wanted and missing not in cmap:
            for table in font["cmap"].tables:
                if table.isUnicode():
                    table.cmap[missing] = cmap[ord(like)]
    lost = "".join(map(chr, sorted(wanted - set(font.getBestCmap()))))
    print(f"{face} has no {lost!r}")
    save(shrink(font, wanted & set(font.getBestCmap()), features), name)


def mirrored(font, glyph):
    """The outline of a glyph with left and right exchanged, inside the same advance."""
    glyphs = font.getGlyphSet()
    pen = TTGlyphPen(None)
    flip = Transform(-1, 0, 0, 1, font["hmtx"].metrics[glyph][0], 0)
    glyphs[glyph].draw(TransformPen(pen, flip))
    return pen.glyph()


def phosphor(rows):
    """Two fonts, and the constants that name their icons."""
    codes = {}
    for weight, file in {"regular": "Phosphor", "fill": "Phosphor-Fill"}.items():
        for icon in json.loads((PHOSPHOR / weight / "selection.json").read_text())["icons"]:
            names = icon["properties"]["name"].split(",")
            for name in names:
                codes[weight, name.strip().removesuffix("-fill")] = icon["properties"]["code"]
    constants = []
    fonts = {
        "regular": TTFont(PHOSPHOR / "regular" / "Phosphor.ttf", recalcTimestamp=False),
        "fill": TTFont(PHOSPHOR / "fill" / "Phosphor-Fill.ttf", recalcTimestamp=False),
    }
    wanted = {"regular": {}, "fill": {}}
    for constant, style, name in rows:
        weight = "regular" if style == "mirror" else style
        code = codes[weight, name]
        cmap = fonts[weight].getBestCmap()
        target = {"regular": code, "mirror": 0xF8000 + code % 0x1000, "fill": FILL + code}[style]
        glyph = cmap[code]
        if style == "mirror":
            source, glyph = glyph, glyph + ".mirror"
            font = fonts[weight]
            drawn = mirrored(font, source)
            font["glyf"][glyph] = drawn
            drawn.recalcBounds(font["glyf"])
            font["hmtx"].metrics[glyph] = (font["hmtx"].metrics[source][0], drawn.xMin)
        wanted[weight][target] = glyph
        constants.append((constant, target))
    for weight, file in {"regular": "Icons-Regular.ttf", "fill": "Icons-Fill.ttf"}.items():
        font = fonts[weight]
        table = next(t for t in font["cmap"].tables if t.isUnicode())
        table.cmap = wanted[weight]
        if any(code > 0xFFFF for code in wanted[weight]):
            from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

            table = CmapSubtable.newSubtable(12)
            table.platformID, table.platEncID, table.language = 3, 10, 0
            table.cmap = wanted[weight]
        font["cmap"].tables = [table]
        save(shrink(font, wanted[weight], ()), file)
    return constants


def main():
    have = inter("Regular", "Inter-Regular.otf")
    inter("Medium", "Inter-Medium.otf")
    inter("SemiBold", "Inter-SemiBold.otf")
    symbols = read_symbols()
    dejavu("DejaVuSans", symbols - have | {0x27C2}, "Symbols.ttf")
    mono = span(0x20, 0x7E) | span(0xA0, 0xFF) | span(0x370, 0x3FF) | symbols
    mono |= set(map(ord, "–—…‘’“”′″\u0302\u2009"))
    dejavu("DejaVuSansMono", mono, "Mono.ttf", ("ccmp", "mark"))
    rows = [line.split() for line in pathlib.Path("icons.txt").read_text().splitlines()]
    rows = [row for row in rows if row and row[0] != "#"]
    for name, code in phosphor(rows):
        print(f'{name} = "\\u{{{code:x}}}"')


main()
