#!/usr/bin/env python3
"""Remake the fonts of this folder from the packages they come from.

    remake.py FOLDER...            remake every file; write it only if its bytes
                                   are those that fonts.toml records
    remake.py --check              compare the files here with fonts.toml
    remake.py --check FOLDER...    the same, and remake every file elsewhere and
                                   compare that too; nothing here is written
    remake.py --accept FOLDER...   remake, and write the files, fonts.toml, the
                                   FONTLOG.txt and OFL.txt anew
    --fetch                        first download the packages into the first FOLDER
                                   (npm pack, apt-get download)

FOLDERs hold the package files. Needs Python 3.11 and fontTools in the version
that fonts.toml names; another version may give other bytes.
"""

import argparse
import hashlib
import io
import os
import shlex
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
UNICODES = "subset-unicodes.txt"
REST_UNICODES = "rest-unicodes.txt"
TRAD_UNICODES = "trad-unicodes.txt"
SIGNS_UNICODES = "signs-unicodes.txt"

# Every feature of the upstream fonts but aalt and those for vertical setting. They
# are named because pyftsubset takes nothing away from a list that is "*".
FEATURES = (
    "afrc,calt,ccmp,chws,dlig,frac,fwid,halt,hist,hwid,kern,liga,locl,mark,palt,pwid,"
    "ruby,salt,subs,sups"
)

OPTIONS = [
    f"--layout-features={FEATURES}",
    "--name-IDs=*",
    "--name-languages=*",
    "--notdef-outline",
    "--no-recalc-timestamp",
    "--no-harfbuzz-repacker",
]

# key: file, what it is called, what fetches it
PACKAGES = {
    "serif": (
        "expo-google-fonts-noto-serif-sc-0.4.3.tgz",
        "npm @expo-google-fonts/noto-serif-sc 0.4.3",
        ["npm", "pack", "@expo-google-fonts/noto-serif-sc@0.4.3"],
    ),
    "sans": (
        "expo-google-fonts-noto-sans-sc-0.4.3.tgz",
        "npm @expo-google-fonts/noto-sans-sc 0.4.3",
        ["npm", "pack", "@expo-google-fonts/noto-sans-sc@0.4.3"],
    ),
    "kai": (
        "fonts-lxgw-wenkai_1.250+repack-1_all.deb",
        "Debian fonts-lxgw-wenkai 1.250+repack-1",
        ["apt-get", "download", "fonts-lxgw-wenkai=1.250+repack-1"],
    ),
    "source-sans": (
        "expo-google-fonts-source-sans-3-0.4.1.tgz",
        "npm @expo-google-fonts/source-sans-3 0.4.1",
        ["npm", "pack", "@expo-google-fonts/source-sans-3@0.4.1"],
    ),
    "source-serif": (
        "expo-google-fonts-source-serif-pro-0.2.3.tgz",
        "npm @expo-google-fonts/source-serif-pro 0.2.3",
        ["npm", "pack", "@expo-google-fonts/source-serif-pro@0.2.3"],
    ),
    "noto": (
        "fonts-noto-core_20201225-1_all.deb",
        "Debian fonts-noto-core 20201225-1",
        ["apt-get", "download", "fonts-noto-core=20201225-1"],
    ),
}

KAI = "usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf"
SERIF = "package/400Regular/NotoSerifSC_400Regular.ttf"

# file, family, weight, style, package, upstream name, path inside the package
FONTS = [
    *(
        (f"NotoSerifSC/NotoSerifSC-{n}.ttf", "Noto Serif SC", w, n, "serif",
         f"Noto Serif SC {n}", f"package/{w}{n}/NotoSerifSC_{w}{n}.ttf")
        for w, n in ((400, "Regular"), (700, "Bold"), (900, "Black"))
    ),
    *(
        (f"NotoSansSC/NotoSansSC-{n}.ttf", "Noto Sans SC", w, n, "sans",
         f"Noto Sans SC {n}", f"package/{w}{n}/NotoSansSC_{w}{n}.ttf")
        for w, n in ((400, "Regular"), (500, "Medium"), (700, "Bold"), (900, "Black"))
    ),
    ("HuimouKai/HuimouKai-Regular.ttf", "Huimou Kai", 400, "Regular", "kai",
     "LXGW WenKai Regular", KAI),
    *(
        (f"HuimouSongTrad/HuimouSongTrad-{n}.ttf", "Huimou Song Trad", w, n, "serif",
         f"Noto Serif SC {n}", f"package/{w}{n}/NotoSerifSC_{w}{n}.ttf")
        for w, n in ((400, "Regular"), (700, "Bold"), (900, "Black"))
    ),
    *(
        (f"HuimouHeiTrad/HuimouHeiTrad-{n}.ttf", "Huimou Hei Trad", w, n, "sans",
         f"Noto Sans SC {n}", f"package/{w}{n}/NotoSansSC_{w}{n}.ttf")
        for w, n in ((400, "Regular"), (700, "Bold"))
    ),
    ("HuimouSongRest/HuimouSongRest-Regular.ttf", "Huimou Song Rest", 400, "Regular", "serif",
     "Noto Serif SC Regular", SERIF),
    *(
        (f"HuimouHeiSigns/HuimouHeiSigns-{n}.ttf", "Huimou Hei Signs", w, n, "source-sans",
         f"Source Sans 3 {of}", f"package/{at}{of}/SourceSans3_{at}{of}.ttf")
        for w, n, at, of in (
            (400, "Regular", 400, "Regular"), (500, "Medium", 500, "Medium"),
            (700, "Bold", 700, "Bold"), (900, "Black", 800, "ExtraBold"),
        )
    ),
    *(
        (f"HuimouSongSigns/HuimouSongSigns-{n}.ttf", "Huimou Song Signs", w, n, "source-serif",
         f"Source Serif Pro {of}", f"package/SourceSerifPro_{at}{of}.ttf")
        for w, n, at, of in ((400, "Regular", 300, "Light"), (700, "Bold", 600, "SemiBold"))
    ),
]

# Signs come from several fonts. The letters of Noto Sans SC and Noto Serif SC are those of Source
# Sans and Source Serif, enlarged and of other weights: FONTS names the upstream weight that is as
# dark, and this by how much it is enlarged, so that ⁵ stands beside their ² and š beside their s.
SIGNS = {
    "Huimou Hei Signs": {400: 1.118, 500: 1.127, 700: 1.14, 900: 1.145},
    "Huimou Song Signs": {400: 1.083, 700: 1.115},
}
# The others that Huimou Hei Signs draws on.
NOTO = "usr/share/fonts/truetype/noto/NotoSans"
FURTHER = (
    ("Noto Sans Symbols2 Regular", f"{NOTO}Symbols2-Regular.ttf"),
    ("Noto Sans Math Regular", f"{NOTO}Math-Regular.ttf"),
    ("Noto Sans Symbols Regular", f"{NOTO}Symbols-Regular.ttf"),
)
# From here on the forms of Noto Sans Symbols2 and Math are taken first: ☐ ☑ ☒ are of one kind there.
SHAPES = 0x2190
# What is a picture and no part of a formula stands in the middle of an em, as Chinese signs do.
PICTURES = (range(0x25A0, 0x27C0), range(0x2B00, 0x2C00))
# Noto Sans SC has ‰ narrowed to three quarters; so is ‱ here.
NARROW = {0x2031: 0.75}

# the list of a family that isn't cut to UNICODES
LISTS = {
    "Huimou Song Trad": TRAD_UNICODES,
    "Huimou Hei Trad": TRAD_UNICODES,
    "Huimou Song Rest": REST_UNICODES,
    "Huimou Hei Signs": SIGNS_UNICODES,
    "Huimou Song Signs": SIGNS_UNICODES,
}
WHERE = {
    SIGNS_UNICODES: f"{SIGNS_UNICODES}: signs and letters that Noto Sans SC and Noto Serif SC lack",
    TRAD_UNICODES: f"{TRAD_UNICODES}: Big5 level 1 and GB/T 12345 without what {UNICODES} names",
    REST_UNICODES: f"{REST_UNICODES}: every code point that the upstream file maps "
    f"and {UNICODES} does not name; remake.py writes it",
}

RENAMED = {
    "Huimou Kai": "name IDs 1, 3, 4 and 6 set to the new name in every language kept; "
    "the Simplified Chinese records of IDs 1 and 2 dropped. LXGW and 霞鹜 are reserved "
    "font names upstream; they remain only in the copyright line (ID 0) and the vendor ID.",
    "Huimou Song Rest": "name IDs 1, 3, 4 and 6 set to the new name; ID 25, the names of the "
    "STAT table (IDs 256 and up) and the table itself dropped. Upstream reserves no name; the "
    "face has its own so that it can end a font stack.",
    "Huimou Song Trad": "name IDs 1, 3, 4 and 6, and 16 of the Black, set to the new name; ID 25, "
    "the names of the STAT table (IDs 256 and up) and the table itself dropped. Upstream reserves "
    "no name; the family has its own so that it can stand in a font stack behind Noto Serif SC.",
    "Huimou Hei Trad": "name IDs 1, 3, 4 and 6 set to the new name; ID 25, the names of the STAT "
    "table (IDs 256 and up) and the table itself dropped. Source is a reserved font name upstream; "
    "it remains only in the copyright line (ID 0).",
    **{
        family: "name IDs 1 to 4, 6, 16 and 17 set to the new name and style; ID 25 and the names of features (IDs "
        "256 and up) dropped. Source is a reserved font name upstream; it remains only in the "
        "copyright line (ID 0) and the trademark (ID 7)."
        for family in SIGNS
    },
}
RESERVED = {
    "Huimou Hei Signs": ("source", "noto"),
    "Huimou Song Signs": ("source", "noto"),
    "Huimou Kai": ("lxgw", "霞鹜", "霞鶩", "wenkai", "文楷"),
    "Huimou Hei Trad": ("source", "noto"),
    "Huimou Song Trad": ("noto",),
}
TRADEMARK_LINES = {0, 7, 8, 10, 11, 12, 13, 14}


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def die(text):
    sys.exit(f"remake.py: {text}")


# ---------------------------------------------------------------- packages


def deb_data(data):
    """The data.tar.* of a .deb, opened."""
    if data[:8] != b"!<arch>\n":
        die("not a Debian package")
    at = 8
    while at < len(data):
        name = data[at : at + 16].decode("ascii").strip().rstrip("/")
        size = int(data[at + 48 : at + 58])
        if name.startswith("data.tar"):
            return tarfile.open(fileobj=io.BytesIO(data[at + 60 : at + 60 + size]))
        at += 60 + size + size % 2
    die("the Debian package has no data")


class Package:
    def __init__(self, key, folders):
        self.file, self.title, _ = PACKAGES[key]
        for folder in folders:
            # the plus sign may come as %2b
            for name in (self.file, self.file.replace("+", "%2b")):
                if (folder / name).is_file():
                    data = (folder / name).read_bytes()
                    break
            else:
                continue
            break
        else:
            die(f"{self.file} is in none of the folders given (--fetch downloads it)")
        self.sha256 = sha256(data)
        tar = deb_data(data) if self.file.endswith(".deb") else tarfile.open(fileobj=io.BytesIO(data))
        self.members = {}
        for member in tar:
            path = member.name.removeprefix("./")
            if member.isfile() and path.endswith((".ttf", "LICENSE_FONT", "/copyright")):
                if "Mono" not in path:
                    self.members[path] = tar.extractfile(member).read()


def fetch(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for file, _, command in PACKAGES.values():
        if not (folder / file).is_file():
            print("$", shlex.join(command))
            subprocess.run(command, cwd=folder, check=True)


# ---------------------------------------------------------------- building


def read_unicodes(path):
    """As pyftsubset reads its --unicodes-file."""
    out = set()
    for line in path.read_text("utf-8").splitlines():
        for item in line.split("#")[0].split():
            first, _, last = item.partition("-")
            out.update(range(int(first, 16), int(last or first, 16) + 1))
    return out


def write_unicodes(codes, path):
    runs = []
    for code in sorted(codes):
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    path.write_text("".join(f"{a:04X}-{b:04X}\n" for a, b in runs))


def command(font):
    file, family, weight, *_, path = font
    if family in SIGNS:
        return ["remake.py", Path(path).name, f"--unicodes-file={SIGNS_UNICODES}",
                f"--scale={SIGNS[family][weight]}", f"--output-file={Path(file).name}"]
    codes = LISTS.get(family, UNICODES)
    return ["pyftsubset", Path(path).name, f"--unicodes-file={codes}", *OPTIONS,
            f"--output-file={Path(file).name}"]


def rename(path, family, style):
    from fontTools.ttLib import TTFont

    font = TTFont(path, recalcTimestamp=False, recalcBBoxes=False)
    table = font["name"]
    compact = family.replace(" ", "")
    version = table.getDebugName(5).removeprefix("Version ").split(";")[0]
    full = family if style == "Regular" else f"{family} {style}"
    new = {
        # of a family, ID 1 knows Regular and Bold; other weights stand in it as families of their own
        1: family if style == "Bold" else full,
        3: f"{version};{compact}-{style}",
        4: full,
        6: f"{compact}-{style}",
        16: family,
    }
    english = {(1, 0, 0), (3, 1, 0x409)}
    kept = []
    if "STAT" in font:
        del font["STAT"]
    for record in table.names:
        if (record.platformID, record.platEncID, record.langID) not in english:
            if record.nameID in {1, 2, 3, 4, 6, 16, 17}:
                continue
        if record.nameID == 25 or record.nameID >= 256:
            continue
        if record.nameID in new:
            record.string = new[record.nameID]
        kept.append(record)
    table.names = kept
    font.save(path, reorderTables=True)
    font.close()


def examine(path, family, weight):
    """What must hold of every file."""
    from fontTools.ttLib import TTFont

    font = TTFont(path, lazy=True)
    names = font["name"]
    seen = names.getDebugName(16) or names.getDebugName(1)
    assert seen == family, (path, seen)
    assert font["OS/2"].usWeightClass == weight, path
    assert "glyf" in font and "fvar" not in font, path
    for record in names.names:
        if record.nameID not in TRADEMARK_LINES:
            text = record.toUnicode().lower()
            assert not any(word in text for word in RESERVED.get(family, ())), (path, text)
    if LISTS.get(family) == TRAD_UNICODES:
        # Typst takes the weight that is asked for, whether it has the character or not
        assert set(font.getBestCmap()) == read_unicodes(HERE / TRAD_UNICODES), path
    if family == "Huimou Hei Signs":
        lost = set(font.getBestCmap()) ^ read_unicodes(HERE / SIGNS_UNICODES)
        assert not lost, (path, [hex(code) for code in sorted(lost)])
    font.close()


def examine_traditional():
    """What must hold of the list of traditional forms."""
    rows = ((first, last) for first in range(0xA4, 0xC7) for last in range(0x40, 0xFF))
    big5 = {bytes(pair).decode("big5", "ignore") for pair in rows if pair <= (0xC6, 0x7E)}
    big5 = {ord(c) for c in big5 if len(c) == 1 and ord(c) >= 0x3400}
    assert len(big5) == 5401
    here, others = read_unicodes(HERE / TRAD_UNICODES), read_unicodes(HERE / UNICODES)
    assert not here & others and big5 <= here | others


def cut(data, codes):
    """A font with these characters alone, without hints and features."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(data), recalcTimestamp=False)
    options = subset.Options(
        hinting=False, layout_features=[], name_IDs=["*"], name_languages=["*"],
        notdef_outline=True, glyph_names=False, recalc_timestamp=False, bidi_closure=False)
    options.drop_tables += ["GDEF", "GPOS", "GSUB", "BASE", "STAT"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    return font


def redraw(glyph, glyphs, matrix):
    """A glyph's outline, moved and scaled, without components."""
    from fontTools.pens.recordingPen import DecomposingRecordingPen
    from fontTools.pens.roundingPen import RoundingPen
    from fontTools.pens.transformPen import TransformPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    record = DecomposingRecordingPen(glyphs)
    glyph.draw(record)
    pen = TTGlyphPen(None)
    record.replay(TransformPen(RoundingPen(pen), matrix))
    return pen.glyph()


def placed(code, name, font):
    """The matrix by which a glyph of one of the FURTHER fonts is drawn, and its new width."""
    from fontTools.pens.boundsPen import BoundsPen

    glyphs = font.getGlyphSet()
    bounds = BoundsPen(glyphs)
    glyphs[name].draw(bounds)
    if bounds.bounds is None or not any(code in block for block in PICTURES):
        return (1, 0, 0, 1, 0, 0), glyphs[name].width
    left, low, right, high = bounds.bounds
    # no larger than ★ and □ of the Noto faces
    scale = min(1.1, 900 / max(right - left, high - low))
    return (scale, 0, 0, scale, 500 - scale * (left + right) / 2, 380 - scale * (low + high) / 2), 1000


def build_signs(font, packages):
    """Signs from several fonts in one file, of the size and metrics of the face they go with."""
    from fontTools.ttLib import TTFont
    from fontTools.ttLib.scaleUpem import scale_upem

    _, family, weight, style, key, _, path = font
    codes = read_unicodes(HERE / SIGNS_UNICODES)
    source = packages[key].members[path]
    own = set(TTFont(io.BytesIO(source), lazy=True).getBestCmap()) & codes
    further = {}
    for _, name in FURTHER:
        cmap = TTFont(io.BytesIO(packages["noto"].members[name]), lazy=True).getBestCmap()
        for code in cmap.keys() & codes:
            if code >= SHAPES or code not in own:
                further.setdefault(code, name)
    if family == "Huimou Song Signs":
        own, further = {code for code in own if code < SHAPES}, {}
    made = cut(source, own - further.keys())
    scale_upem(made, round(1000 * SIGNS[family][weight]))
    made["head"].unitsPerEm = 1000
    order, cmap = made.getGlyphOrder()[:], {}
    for code, factor in NARROW.items():
        name = made.getBestCmap().get(code)
        if name:
            width = round(made["hmtx"][name][0] * factor)
            drawn = made.getGlyphSet()
            made["glyf"][name] = redraw(drawn[name], drawn, (factor, 0, 0, 1, 0, 0))
            made["hmtx"][name] = (width, 0)
    for _, name in FURTHER:
        chosen = {code for code, at in further.items() if at == name}
        if not chosen:
            continue
        other = cut(packages["noto"].members[name], chosen)
        for code, glyph in sorted(other.getBestCmap().items()):
            matrix, width = placed(code, glyph, other)
            new = f"sign{code:04X}"
            glyphs = other.getGlyphSet()
            made["glyf"][new] = redraw(glyphs[glyph], glyphs, matrix)
            made["hmtx"][new] = (round(width), 0)
            order.append(new)
            cmap[code] = new
    made.setGlyphOrder(order)
    for table in made["cmap"].tables:
        table.cmap.update(cmap)
    for name in order:
        glyph = made["glyf"][name]
        glyph.recalcBounds(made["glyf"])
        made["hmtx"][name] = (made["hmtx"][name][0], getattr(glyph, "xMin", 0))
    os2 = made["OS/2"]
    os2.usWeightClass = weight
    os2.fsSelection = os2.fsSelection & ~0x61 | (0x20 if style == "Bold" else 0x40)
    made["head"].macStyle = int(style == "Bold")
    names = made["name"]
    names.names = [record for record in names.names if record.nameID not in (2, 16, 17)]
    names.setName("Bold" if style == "Bold" else "Regular", 2, 3, 1, 0x409)
    if style not in ("Regular", "Bold"):
        names.setName(family, 16, 3, 1, 0x409)
        names.setName(style, 17, 3, 1, 0x409)
    ascent, descent = (1160, -288) if key == "source-sans" else (1151, -286)
    made["hhea"].ascent, made["hhea"].descent, made["hhea"].lineGap = ascent, descent, 0
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = 880, -120, 0
    os2.usWinAscent, os2.usWinDescent = ascent, -descent
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def build(font, packages, folder):
    from fontTools.ttLib import TTFont

    file, family, weight, style, key, _, path = font
    work = folder / Path(file).stem
    work.mkdir()
    if family in SIGNS:
        made = work / Path(file).name
        made.write_bytes(build_signs(font, packages))
        rename(made, family, style)
        examine(made, family, weight)
        return made.read_bytes()
    source = work / Path(path).name
    source.write_bytes(packages[key].members[path])
    shutil.copy(HERE / UNICODES, work / UNICODES)
    if LISTS.get(family) == TRAD_UNICODES:
        shutil.copy(HERE / TRAD_UNICODES, work / TRAD_UNICODES)
    if LISTS.get(family) == REST_UNICODES:
        cmap = set(TTFont(source, lazy=True).getBestCmap())
        write_unicodes(cmap - read_unicodes(HERE / UNICODES), work / REST_UNICODES)
    args = [sys.executable, "-m", "fontTools.subset", *command(font)[1:]]
    env = os.environ | {"SOURCE_DATE_EPOCH": "0", "PYTHONHASHSEED": "0"}
    subprocess.run(args, cwd=work, env=env, check=True)
    made = work / Path(file).name
    if family in RENAMED:
        rename(made, family, style)
    examine(made, family, weight)
    return made.read_bytes()


# ---------------------------------------------------------------- texts


def version_of(data):
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(data), lazy=True)
    return font["name"].getDebugName(5).removeprefix("Version ").split(";")[0]


def toml(value):
    if isinstance(value, int):
        return str(value)
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def describe(font, packages, data):
    file, family, weight, style, key, upstream, path = font
    source = packages[key].members[path]
    entry = {
        "file": file,
        "family": family,
        "weight": weight,
        "style": style,
        "upstream": f"{upstream} {version_of(source)}",
        "package": packages[key].title,
        "package_file": packages[key].file,
        "package_sha256": packages[key].sha256,
        "upstream_file": path,
        "upstream_sha256": sha256(source),
        "licence": "OFL-1.1",
        "licence_file": f"{Path(file).parent}/OFL.txt",
        "sha256": sha256(data),
        "bytes": len(data),
        "command": shlex.join(command(font)),
    }
    if family in LISTS:
        entry["unicodes"] = WHERE[LISTS[family]]
    if family == "Huimou Hei Signs":
        entry["also"] = "; ".join(
            f"{name} {version_of(packages['noto'].members[at])} ({packages['noto'].title}, {at}, sha256 "
            f"{sha256(packages['noto'].members[at])})"
            for name, at in FURTHER
        )
    if family in RENAMED:
        entry["renamed"] = RENAMED[family]
    return entry


def manifest(entries):
    import fontTools

    lines = [
        "# The fonts of this folder: what each is, where it comes from, how it was made.",
        "# Written by remake.py --accept; remake.py --check compares the files with it.",
        "",
        "[made_with]",
        f'fonttools = "{fontTools.version}"',
        f'unicodes_file = "{UNICODES}"',
        f'unicodes_sha256 = "{sha256((HERE / UNICODES).read_bytes())}"',
        f'traditional_file = "{TRAD_UNICODES}"',
        f'traditional_sha256 = "{sha256((HERE / TRAD_UNICODES).read_bytes())}"',
        f'signs_file = "{SIGNS_UNICODES}"',
        f'signs_sha256 = "{sha256((HERE / SIGNS_UNICODES).read_bytes())}"',
    ]
    for entry in entries:
        lines += ["", "[[font]]", *(f"{k} = {toml(v)}" for k, v in entry.items())]
    return "\n".join(lines) + "\n"


def licences(packages):
    serif = packages["serif"].members["package/LICENSE_FONT"].decode("utf-8")
    sans = packages["sans"].members["package/LICENSE_FONT"].decode("utf-8")
    debian = packages["kai"].members["usr/share/doc/fonts-lxgw-wenkai/copyright"].decode("utf-8")

    # the copyright line of the font's own name table goes above the package's
    serif = "(c) 2017-2024 Adobe (http://www.adobe.com/).\n" + serif

    body = debian.split("License: OFL-1.1\n", 2)[2].split("\nLicense: GPL", 1)[0]
    body = "\n".join("" if line == " ." else line[1:] for line in body.splitlines())
    kai = (
        "Copyright 2021-2023 LXGW (https://github.com/lxgw/LxgwWenKai)\n"
        "Copyright 2020 The Klee Project Authors (https://github.com/fontworks-fonts/Klee)\n"
        "Copyright 2021-2022 lxgw <calxgw2018@gmail.com>\n"
        'With Reserved Font Names "霞鹜" and "LXGW".\n\n'
        "This Font Software is licensed under the SIL Open Font License, Version 1.1.\n"
        "This license is copied below, and is also available with a FAQ at:\n"
        "https://scripts.sil.org/OFL\n\n" + body.strip("\n") + "\n"
    )
    source = packages["source-sans"].members["package/LICENSE_FONT"].decode("utf-8")
    by_google = "Copyright 2016-2018 Google LLC. All Rights Reserved. (Noto Sans Math, Symbols, Symbols2)\n"
    signs = source.replace("\n", "\n" + by_google, 1)
    serif_pro = source.split("\n", 1)[1]
    serif_pro = (
        "© 2014 - 2019 Adobe Systems Incorporated (http://www.adobe.com/), "
        "with Reserved Font Name ‘Source’.\n" + serif_pro
    )
    return {
        "HuimouHeiSigns": signs,
        "HuimouSongSigns": serif_pro,
        "NotoSerifSC": serif,
        "NotoSansSC": sans,
        "HuimouKai": kai,
        "HuimouSongTrad": serif,
        "HuimouHeiTrad": sans,
        "HuimouSongRest": serif,
    }


CHANGED = {
    "NotoSerifSC": f"""\
Every file is a subset of the upstream file of the same weight: the characters
that {UNICODES} names, without the feature aalt and those for vertical
setting (vert, vrt2, vkrn, vpal, vhal, vchw). Outlines, metrics and names are
unchanged.""",
    "NotoSansSC": f"""\
Every file is a subset of the upstream file of the same weight: the characters
that {UNICODES} names, without the feature aalt and those for vertical
setting (vert, vrt2, vkrn, vpal, vhal, vchw). Outlines, metrics and names are
unchanged. The reserved font name of the upstream, 'Source', is not part of the
font's name.""",
    "HuimouKai": f"""\
A subset of LXGW WenKai Regular: the characters that {UNICODES} names,
without the feature for vertical setting (vert). Outlines and metrics are unchanged.
Renamed "Huimou Kai", since "霞鹜" and "LXGW" are reserved font names: name IDs 1,
3, 4 and 6 carry the new name, and the Simplified Chinese records of IDs 1 and 2
are gone. Copyright (ID 0), trademark (7) and licence (13, 14) are as upstream.
Glyph names were dropped (post table format 3).""",
    "HuimouSongTrad": f"""\
Every file is a subset of the upstream file of the same weight: the characters
that {TRAD_UNICODES} names, traditional forms in common use. Without the feature aalt
and those for vertical setting. Outlines and metrics are unchanged. Renamed "Huimou
Song Trad": name IDs 1, 3, 4 and 6, and 16 of the Black, carry the new name; ID 25, the
STAT table and its names are gone. Copyright (0), trademark (7) and licence (13, 14)
are as upstream.""",
    "HuimouHeiTrad": f"""\
Every file is a subset of the upstream file of the same weight: the characters
that {TRAD_UNICODES} names, traditional forms in common use. Without the feature aalt
and those for vertical setting. Outlines and metrics are unchanged. Renamed "Huimou
Hei Trad": name IDs 1, 3, 4 and 6 carry the new name; ID 25, the STAT table and its
names are gone. The reserved font name of the upstream, 'Source', is not part of the
font's name; it remains in the copyright line. Copyright (0), trademark (7) and licence
(13, 14) are as upstream.""",
    "HuimouHeiSigns": f"""\
Every file holds the characters that {SIGNS_UNICODES} names. Letters, figures, punctuation
and currency are those of the upstream file, enlarged as the command says to the size of
the letters in Noto Sans SC, and as dark as they; ‱ is narrowed to three quarters, as ‰
is there. Arrows, mathematical signs and pictures (U+{SHAPES:04X} and up), and the large Roman
numerals, come from the three further fonts, in one weight; pictures are set in the
middle of an em. No hints, no features, no glyph names; vertical metrics are those of
Noto Sans SC. Renamed "Huimou Hei Signs": name IDs 1 to 4, 6, 16 and 17 carry the new
name and style. The reserved font name of the upstream, 'Source', is not part of the
font's name; it remains in the copyright and trademark lines (0, 7).""",
    "HuimouSongSigns": f"""\
Those characters of {SIGNS_UNICODES} below U+{SHAPES:04X} that the upstream file has,
enlarged as the command says to the size of the letters in Noto Serif SC, and about as
dark as they. No hints, no features, no glyph names; vertical metrics are those of Noto Serif SC. Renamed
"Huimou Song Signs": name IDs 1 to 4, 6, 16 and 17 carry the new name and style. The reserved font name
of the upstream, 'Source', is not part of the font's name; it remains in the copyright
and trademark lines (0, 7).""",
    "HuimouSongRest": f"""\
The characters of Noto Serif SC Regular that {UNICODES} does not name, in
a face of its own that can end a font stack: it and the subset Noto Serif SC
Regular hold all characters of the upstream font between them. Without the feature
aalt and those for vertical setting. Outlines and metrics are unchanged. Renamed "Huimou Song
Rest": name IDs 1, 3, 4 and 6 carry the new name; ID 25, the STAT table and its
names are gone. Copyright (0), trademark (7) and licence (13, 14) are as upstream.""",
}


def fontlog(folder, entries):
    entries = [e for e in entries if Path(e["file"]).parent.name == folder]
    out = [f"FONTLOG for {entries[0]['family']}", ""]
    for e in entries:
        out += [
            Path(e["file"]).name,
            f"  upstream          {e['upstream']}",
            f"  package           {e['package']}",
            f"  package file      {e['package_file']}",
            f"  upstream file     {e['upstream_file']}",
            f"  upstream sha256   {e['upstream_sha256']}",
            f"  command           {e['command']}",
        ]
        if "also" in e:
            out += [f"  also from         {part}" for part in e["also"].split("; ")]
        if "unicodes" in e:
            out.append(f"  where             {e['unicodes']}")
        out.append("")
    out += ["What was changed", "", CHANGED[folder]]
    return "\n".join(out) + "\n"


# ---------------------------------------------------------------- main


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--accept", action="store_true")
    parser.add_argument("--fetch", action="store_true")
    args = parser.parse_args()
    if args.check and args.accept:
        parser.error("--check writes nothing, --accept does")
    if not args.folders and (not args.check or args.fetch):
        parser.error("name the folder of the packages")

    recorded = {}
    if not args.accept:
        data = tomllib.loads((HERE / "fonts.toml").read_text("utf-8"))
        recorded = {e["file"]: e for e in data["font"]}
        for key, file in (
            ("unicodes", UNICODES), ("traditional", TRAD_UNICODES), ("signs", SIGNS_UNICODES)
        ):
            if data["made_with"][f"{key}_sha256"] != sha256((HERE / file).read_bytes()):
                die(f"{file} is not the one that fonts.toml records")
    examine_traditional()

    bad = 0
    if args.check:
        for file, entry in recorded.items():
            path = HERE / file
            same = path.is_file() and sha256(path.read_bytes()) == entry["sha256"]
            bad += not same
            print(f"{'same' if same else 'DIFFERS':8}{file}")
        on_disk = {p.relative_to(HERE).as_posix() for p in HERE.glob("*/*.ttf")}
        for file in sorted(on_disk - recorded.keys()):
            bad += 1
            print(f"UNKNOWN {file}")
        if not args.folders:
            sys.exit(bad > 0)

    try:
        import fontTools
    except ImportError:
        die("fontTools is not installed")
    if recorded and data["made_with"]["fonttools"] != fontTools.version:
        print(f"note: fontTools {fontTools.version} here, "
              f"{data['made_with']['fonttools']} in fonts.toml", file=sys.stderr)
    if args.fetch:
        fetch(args.folders[0])
    packages = {key: Package(key, args.folders) for key in PACKAGES}
    entries = []
    with tempfile.TemporaryDirectory() as temp:
        for font in FONTS:
            file = font[0]
            made = build(font, packages, Path(temp))
            entry = describe(font, packages, made)
            entries.append(entry)
            if args.accept:
                (HERE / file).parent.mkdir(exist_ok=True)
                (HERE / file).write_bytes(made)
                print(f"{'written':8}{file}  {len(made)} bytes")
                continue
            same = recorded.get(file) == entry
            bad += not same
            if same and not args.check:
                (HERE / file).parent.mkdir(exist_ok=True)
                (HERE / file).write_bytes(made)
            print(f"{'remade' if same else 'DIFFERS':8}{file}")
            if not same:
                for key in entry:
                    old = recorded.get(file, {}).get(key)
                    if old != entry[key]:
                        print(f"        {key}: {old!r} recorded, {entry[key]!r} made")
    texts = {f"{d}/OFL.txt": t for d, t in licences(packages).items()}
    texts |= {f"{d}/FONTLOG.txt": fontlog(d, entries) for d in CHANGED}
    texts["fonts.toml"] = manifest(entries)
    for file, text in texts.items():
        if args.accept:
            (HERE / file).write_text(text, "utf-8", newline="\n")
        elif not (HERE / file).is_file() or (HERE / file).read_bytes() != text.encode("utf-8"):
            bad += 1
            print(f"DIFFERS {file}")
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
