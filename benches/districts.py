#!/usr/bin/env python3
"""Writes a batch of many districts, for measuring: districts.py N DIR [--template NAME] [--vary] [--photos] [--sections K] [--tiny]

Every district is the Jiaxing review with other figures and another organization; the texts are shared. With
--vary each district has a file of its own, too: a paragraph, a list of awards and highlights of its own length.
With --photos all share eight photographs, and each has one of its own. --sections repeats the sections up to K.
With --tiny a district is a title and a section.
The same arguments write the same bytes."""
import argparse, pathlib, random, re, shutil, struct, zlib

parser = argparse.ArgumentParser()
parser.add_argument("count", type=int)
parser.add_argument("folder", type=pathlib.Path)
parser.add_argument("--template", default="bulletin")
parser.add_argument("--vary", action="store_true")
parser.add_argument("--photos", action="store_true")
parser.add_argument("--sections", type=int)
parser.add_argument("--tiny", action="store_true")
args = parser.parse_args()
repository = pathlib.Path(__file__).resolve().parent.parent
base = (repository / ("data/minimal/review.toml" if args.tiny else "data/jiaxing-2023/review.toml")).read_text(encoding="utf-8")
base = re.sub(r'^template = .*$', f'template = "{args.template}"', base, flags=re.M)
# Completions and shares are parts of wholes, which other figures would contradict.
base = re.sub(r"^(\s*)completion = .*$", r"\1", base, flags=re.M)

head, *sections = re.split(r"(?m)^(?=\[\[section\]\])", base)
if args.sections:
    turns = [sections[k % len(sections)] for k in range(args.sections)]
    sections = [re.sub(r'(?m)^(\s*(?:id|parent) = ")', rf"\g<1>s{k}-", section) for k, section in enumerate(turns)]
base = head + "".join(sections)

fields, figures = ['"organization" = "review.organization"'], []
for k, section in enumerate(sections):
    for j, indicator in enumerate(re.split(r"(?m)^\s*\[\[section\.indicator\]\]", section)[1:]):
        indicator = re.split(r"(?m)^\s*\[\[", indicator)[0]
        found = re.search(r"(?m)^\s*value = ([0-9.]+)", indicator)
        # A part must stay smaller than its whole.
        if found and len(found[1]) > 1 and "parent" not in indicator and "share" not in indicator:
            fields.append(f'"f{len(figures)}" = "section[{k}].indicator[{j}].value"')
            figures.append(found[1])

def other(figure, random):
    """The figure with another last digit: it stays as long, and about as large."""
    return figure[:-1] + str(random.choice([d for d in range(1, 10) if str(d) != figure[-1]]))

def png(seed, width=1200, height=800):
    random.seed(seed)
    r, g, b = (random.randrange(60, 220) for _ in range(3))
    rows = b"".join(b"\0" + bytes(v for x in range(width) for v in ((r + x * y // 9000) % 256, (g + y // 5) % 256, (b + x // 9) % 256)) for y in range(height))
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")

shutil.rmtree(args.folder, ignore_errors=True)
args.folder.mkdir(parents=True)
batch = '[batch]\nbase = "base.toml"\noutput = "out/{slug}.pdf"\n'
if args.vary:
    (args.folder / "overrides").mkdir()
    batch += 'override = "overrides/{slug}.toml"\n'
if args.photos:
    for k in range(8):
        (args.folder / f"shared-{k}.png").write_bytes(png(k))
    (args.folder / "photos").mkdir()
    batch += 'photos = "photos/{slug}"\n'
    slots = iter(range(10**6))
    name = lambda: "own.png" if (k := next(slots)) % 9 == 8 else f"shared-{k % 9}.png"
    base = re.sub(r'(?m)^(\s*)\[\[section\.photo\]\]\n', lambda found: f'{found[0]}{found[1]}file = "{name()}"\n{found[1]}alt = "示例照片"\n', base)
batch += '\n[table]\nfile = "districts.csv"\n\n[fields]\n' + "\n".join(fields) + '\n\n[merge]\n"section" = "match"\n"section.award" = "extend"\n"section.event" = "extend"\n'
(args.folder / "batch.toml").write_text(batch, encoding="utf-8")
(args.folder / "base.toml").write_text(base, encoding="utf-8")

titles = re.findall(r'(?m)^title = "([^"]*)"', "".join(sections))
with open(args.folder / "districts.csv", "w", encoding="utf-8", newline="\r\n") as table:
    table.write(",".join(["slug", "organization"] + [f"f{k}" for k in range(len(figures))]) + "\n")
    for k in range(args.count):
        rng = random.Random(k)
        row = [f"d{k:05}", f"第{k}建筑业管理服务中心"] + [other(figure, rng) for figure in figures]
        table.write(",".join(row) + "\n")
        if args.vary:
            awards = "".join(f'\n  [[section.award]]\n  name = "示例工程{rng.randrange(10**6)}号"\n  level = "市级"\n' for _ in range(rng.randrange(12)))
            text = f'[[section]]\ntitle = "{titles[k % len(titles)]}"\n{awards}'
            words = "".join(rng.choice("全市各地持续推进建设工程质量提升与安全生产改革创新服务企业") for _ in range(rng.randrange(40, 160)))
            text = f'[review]\nforeword = """\n{words}。\n"""\n\n' + text
            (args.folder / f"overrides/d{k:05}.toml").write_text(text, encoding="utf-8")
        if args.photos:
            (args.folder / f"photos/d{k:05}").mkdir()
            (args.folder / f"photos/d{k:05}/own.png").write_bytes(png(1000 + k % 50, 300, 200))
