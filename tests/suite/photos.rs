//! Photographs are upright, complete, without private data, and only read from the review's folder.

use std::io::Cursor;

use huimou::asset::{AssetError, Assets, Folder, InMemory};
use huimou::sheet::Block;
use huimou::{Choices, Code};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use crate::support::{ENGINE, SAMPLES, book, pdf, repository, sample, small};

const SLOT: &str = "[[section]]\ntitle = \"一\"\n[[section.photo]]\nfile = \"x\"\ncaption = \"图\"\nalt = \"画面\"\n";

/// A picture whose upper left quarter is red.
fn picture(width: u32, height: u32) -> DynamicImage {
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, y| {
        if x < width / 2 && y < height / 2 { Rgb([200, 20, 20]) } else { Rgb([20, 20, (x * 255 / width) as u8]) }
    }))
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("a picture");
    bytes.into_inner()
}

/// The errors of one photograph.
fn errors(bytes: Vec<u8>) -> Vec<Code> {
    match ENGINE.review(&small(SLOT), &InMemory::new().with("x", bytes), &Choices::new()) {
        Ok(_) => Vec::new(),
        Err(error) => error.diagnostics().iter().map(|d| d.code).collect(),
    }
}

/// The result for one photograph: its name and bytes.
fn prepared(bytes: Vec<u8>) -> (String, Vec<u8>) {
    let review =
        ENGINE.review(&small(SLOT), &InMemory::new().with("x", bytes), &Choices::new()).expect("a photograph").value;
    let (name, bytes) = review.photos().next().expect("one");
    (name.to_owned(), bytes.to_vec())
}

/// A JPEG with an EXIF block: orientation, maker, and a place; then a comment and a tail.
fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    tiff.extend([2, 0]);
    tiff.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    tiff.extend([0x0F, 0x01, 2, 0, 12, 0, 0, 0, 38, 0, 0, 0]);
    tiff.extend([0, 0, 0, 0]);
    tiff.extend(b"SecretMaker\0");
    let mut out = jpeg[..2].to_vec();
    let mut segment = |marker: u8, body: &[u8]| {
        out.extend([0xFF, marker]);
        out.extend(((body.len() + 2) as u16).to_be_bytes());
        out.extend(body);
    };
    segment(0xE1, &[b"Exif\0\0".as_slice(), &tiff].concat());
    segment(0xED, b"Photoshop 3.0\0GPS 30.75N 120.75E");
    segment(0xFE, b"a private comment");
    out.extend(&jpeg[2..]);
    out.extend(b"tail: a hidden film");
    out
}

#[test]
fn private_data_stay_behind() {
    let jpeg = with_exif(&encoded(&picture(90, 60), ImageFormat::Jpeg), 1);
    let (name, bytes) = prepared(jpeg);
    assert_eq!(name, "0001.jpg");
    for secret in ["SecretMaker", "Photoshop", "GPS", "private", "hidden"] {
        let there = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!there, "{secret}");
    }
    assert!(image::load_from_memory(&bytes).is_ok());
}

/// The ginkgo of the school's sample was stored sideways, with a place in its EXIF data.
#[test]
fn a_published_pdf_knows_no_place() {
    let bytes = pdf(sample("school-district-2024"));
    assert!(!bytes.windows(6).any(|window| window == b"Exif\0\0"));
    let original = std::fs::read(repository("data/school-district-2024/photos/ginkgo.jpg")).expect("the photograph");
    assert!(original.windows(6).any(|window| window == b"Exif\0\0"), "the test has something to find");
}

#[test]
fn pictures_come_upright() {
    let plain = picture(90, 60);
    for orientation in 1..=8u8 {
        let (_, bytes) = prepared(with_exif(&encoded(&plain, ImageFormat::Jpeg), orientation));
        let upright = image::load_from_memory(&bytes).expect("a picture").to_rgb8();
        // EXIF 2.32, 4.6.4: where the first pixel of the stored picture belongs.
        let turned = orientation >= 5;
        assert_eq!(upright.dimensions(), if turned { (60, 90) } else { (90, 60) }, "{orientation}");
        let (width, height) = upright.dimensions();
        let (x, y) = match orientation {
            1 | 5 => (width / 4, height / 4),
            2 | 6 => (width * 3 / 4, height / 4),
            3 | 7 => (width * 3 / 4, height * 3 / 4),
            _ => (width / 4, height * 3 / 4),
        };
        let pixel = upright.get_pixel(x, y);
        assert!(pixel[0] > 150 && pixel[2] < 90, "{orientation}: {pixel:?}");
    }
}

/// A PNG may say so too (PNG third edition, eXIf).
#[test]
fn a_png_comes_upright() {
    let png = encoded(&picture(90, 60), ImageFormat::Png);
    let mut tiff = b"II*\0\x08\0\0\0\x01\0".to_vec();
    tiff.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]);
    let mut chunk = (tiff.len() as u32).to_be_bytes().to_vec();
    chunk.extend(b"eXIf");
    chunk.extend(&tiff);
    chunk.extend(crc32(&chunk[4..]).to_be_bytes());
    // After the header: signature of 8 bytes, IHDR of 25.
    let turned = [&png[..33], &chunk, &png[33..]].concat();
    let (_, bytes) = prepared(turned);
    let upright = image::load_from_memory(&bytes).expect("a picture").to_rgb8();
    assert_eq!(upright.dimensions(), (60, 90));
    assert!(upright.get_pixel(45, 22)[0] > 150, "the red quarter is at the upper right");
}

#[test]
fn content_decides_and_not_the_extension() {
    assert_eq!(prepared(encoded(&picture(30, 20), ImageFormat::Png)).0, "0001.png");
    assert_eq!(prepared(encoded(&picture(30, 20), ImageFormat::Jpeg)).0, "0001.jpg");
    assert_eq!(prepared(encoded(&picture(30, 20), ImageFormat::WebP)).0, "0001.jpg");
    assert_eq!(prepared(encoded(&picture(30, 20), ImageFormat::Gif)).0, "0001.jpg");
}

#[test]
fn an_alpha_channel_that_hides_nothing_is_dropped() {
    let opaque = DynamicImage::ImageRgba8(picture(30, 20).to_rgba8());
    let (_, bytes) = prepared(encoded(&opaque, ImageFormat::Png));
    assert!(!image::load_from_memory(&bytes).expect("a picture").color().has_alpha());
}

#[test]
fn truncated_and_broken_files_are_errors() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
        let whole = encoded(&picture(400, 300), format);
        for part in [whole.len() / 2, whole.len() * 9 / 10] {
            assert_eq!(
                errors(whole[..part].to_vec()),
                [Code::PhotoBroken],
                "{format:?} cut at {part} of {}",
                whole.len()
            );
        }
    }
    assert_eq!(errors(Vec::new()), [Code::PhotoFormat]);
    assert_eq!(errors(b"\xFF\xD8\xFF\xE0 no picture at all".to_vec()), [Code::PhotoBroken]);
    assert_eq!(errors(b"text".to_vec()), [Code::PhotoFormat]);
}

#[test]
fn formats_that_cannot_be_printed_are_named_with_a_cure() {
    let cases: [(&[u8], &str); 6] = [
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        (b"\0\0\0\x18ftypavif\0\0\0\0", "AVIF"),
        (b"II*\0\x08\0\0\0", "TIFF"),
        (b"BM\0\0\0\0", "BMP"),
        (b"%PDF-1.7", "PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
    ];
    for (bytes, name) in cases {
        let error =
            ENGINE.review(&small(SLOT), &InMemory::new().with("x", bytes.to_vec()), &Choices::new()).expect_err(name);
        let error = &error.diagnostics()[0];
        assert_eq!(error.code, Code::PhotoFormat, "{name}");
        assert!(error.hints[0].zh.contains(name) && error.hints[0].en.contains(name), "{name}");
        assert_eq!(error.labels[0].source.position(error.labels[0].span.start).line, 8, "{name}: the line of `file`");
    }
}

/// A header that promises 30,000 by 30,000 pixels is refused before any pixel is unpacked.
#[test]
fn a_bomb_is_refused_by_its_header() {
    let mut png = encoded(&picture(8, 8), ImageFormat::Png);
    png[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    let crc = crc32(&png[12..29]);
    png[29..33].copy_from_slice(&crc.to_be_bytes());
    assert_eq!(errors(png), [Code::PhotoTooLarge]);
}

/// CRC-32 as defined for PNG (ISO 15948, annex D).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}

#[test]
fn a_file_used_twice_is_held_once() {
    let body = format!("{SLOT}[[section.photo]]\nfile = \"x\"\ncaption = \"再来\"\nalt = \"画面\"\n");
    let assets = InMemory::new().with("x", encoded(&picture(30, 20), ImageFormat::Jpeg));
    let review = ENGINE.review(&small(&body), &assets, &Choices::new()).expect("a review").value;
    assert_eq!(review.photos().count(), 1);
}

#[test]
fn a_slot_without_a_file_says_what_belongs_there() {
    let body = "[[section]]\ntitle = \"一\"\n[[section.photo]]\ncaption = \"开工仪式\"\nshape = \"wide\"\n";
    let review = ENGINE.review(&small(body), &InMemory::new(), &Choices::new()).expect("a review").value;
    let document = ENGINE.typeset(&review).expect("pages").value;
    let blocks = document.blocks();
    let slot = blocks.iter().find(|block| block.origin == "section[0].photo[0]").expect("the slot");
    assert!(slot.text.contains("开工仪式") && slot.text.contains("16:9"), "{}", slot.text);
    let pixels = blocks.iter().find(|block| block.origin == "derived.pixels").expect("the pixels");
    let numbers: Vec<f64> = pixels.text.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect();
    // The pixels asked for, at 300 ppi, are those of a picture that fills the slot after a crop of at most 18 %.
    let (width, area) = (numbers[0] / 300.0 * 25.4, slot.area.expect("a place"));
    assert!(width <= area.width / 0.82 + 1.0 && width > area.width / 3.0, "{width} mm in {} mm", area.width);
    assert!((numbers[0] / numbers[1] - 16.0 / 9.0).abs() < 0.1, "{numbers:?}");
}

/// In the bulletin, photographs begin and end at the edges of its four modules of 105 points. The words of one by itself
/// that is upright end to the right of it.
#[test]
fn photographs_of_the_bulletin_stand_on_column_lines() {
    let points = |millimetres: f64| millimetres / 25.4 * 72.0;
    // The words of a caption begin a hair inside their column.
    let on_line = |x: f64| (x / 126.0 - (x / 126.0).round()).abs() * 126.0 < 2.0;
    let mut ends = 0;
    for name in SAMPLES {
        let document = book(name, "bulletin");
        let side = (points(document.pages()[0].width) - 483.0) / 2.0;
        for block in document.blocks().iter().filter(|block| block.origin.contains("].photo[")) {
            let area = block.area.expect("an area");
            let (left, right) = (points(area.x) - side, points(area.x + area.width) - side);
            assert!(on_line(left) && right - left > 229.0, "{name}: {block:?} from {left} to {right}");
            assert!(on_line(right + 21.0) || (left - 126.0).abs() < 2.0, "{name}: {block:?} from {left} to {right}");
            ends += usize::from(on_line(right + 21.0));
        }
    }
    assert!(ends > 30, "{ends}");
}

#[test]
fn alternative_text_is_not_the_caption() {
    let mut seen = 0;
    for block in sample("school-district-2024").review().sheet().sections.iter().flat_map(|section| &section.blocks) {
        let Block::Photos(photos) = block else { continue };
        for photo in photos.iter().filter(|photo| photo.file.is_some()) {
            assert!(photo.alt.as_ref().is_some_and(|alt| *alt != photo.caption.text));
            seen += 1;
        }
    }
    assert!(seen >= 8, "{seen} photographs");
}

#[cfg(unix)]
#[test]
fn only_regular_files_inside_the_folder_are_read() {
    let outside = tempfile::tempdir().expect("a folder");
    std::fs::write(outside.path().join("secret"), "secret").expect("a file");
    let inside = tempfile::tempdir().expect("a folder");
    let root = inside.path();
    std::fs::write(root.join("good"), "good").expect("a file");
    std::fs::create_dir(root.join("folder")).expect("a folder");
    std::os::unix::fs::symlink(outside.path().join("secret"), root.join("link")).expect("a link");
    std::os::unix::fs::symlink(outside.path(), root.join("linked")).expect("a link");
    let made = std::process::Command::new("mkfifo").arg(root.join("pipe")).status().expect("mkfifo");
    assert!(made.success());
    let folder = Folder::new(root);
    assert_eq!(folder.open("good").expect("a file").as_ref(), b"good");
    for name in [
        "link",
        "linked/secret",
        "pipe",
        "folder",
        "../secret",
        "/etc/passwd",
        "folder/../good",
        "",
        ".",
        "a\\b",
        "C:x",
    ] {
        assert_eq!(folder.open(name), Err(AssetError::Outside), "{name}");
    }
    assert_eq!(folder.open("Good"), Err(AssetError::Missing { near: Some("good".into()) }));
    assert_eq!(folder.open("nothing"), Err(AssetError::Missing { near: None }));
}

/// A PNG chunk with its checksum.
fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let named = [kind.as_slice(), body].concat();
    [&(body.len() as u32).to_be_bytes()[..], &named, &crc32(&named).to_be_bytes()].concat()
}

/// A PNG with a chunk after its header.
fn with_chunk(png: &[u8], chunk: &[u8]) -> Vec<u8> {
    [&png[..33], chunk, &png[33..]].concat()
}

/// A zlib stream of `length` zeros, in 1/1000 of the space.
fn zeros(length: usize) -> Vec<u8> {
    use image::ImageEncoder;
    let mut png = Vec::new();
    let side = 16_384;
    let encoder = image::codecs::png::PngEncoder::new_with_quality(
        &mut png,
        image::codecs::png::CompressionType::Best,
        image::codecs::png::FilterType::NoFilter,
    );
    let rows = (length / side) as u32;
    encoder
        .write_image(&vec![0; side * rows as usize], side as u32, rows, image::ExtendedColorType::L8)
        .expect("a PNG");
    // The data of all IDAT chunks together are one stream.
    let (mut at, mut stream) = (8, Vec::new());
    while at < png.len() {
        let length = u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes")) as usize;
        if &png[at + 4..at + 8] == b"IDAT" {
            stream.extend(&png[at + 8..at + 8 + length]);
        }
        at += length + 12;
    }
    stream
}

/// An ICC profile of one tag for a colour space.
fn icc(space: &[u8; 4]) -> Vec<u8> {
    let mut bytes = vec![0; 160];
    bytes[..4].copy_from_slice(&160u32.to_be_bytes());
    bytes[8..20].copy_from_slice(&[b"\x02\x10\0\0mntr", space.as_slice()].concat());
    bytes[36..40].copy_from_slice(b"acsp");
    bytes[128..132].copy_from_slice(&1u32.to_be_bytes());
    bytes[132..144].copy_from_slice(b"desc\0\0\0\x90\0\0\0\x10");
    bytes
}

/// The codes of the warnings of one photograph, without that of the alternative text.
fn warnings(bytes: Vec<u8>) -> Vec<Code> {
    let review = ENGINE.review(&small(SLOT), &InMemory::new().with("x", bytes), &Choices::new()).expect("a photograph");
    review.warnings.iter().map(|warning| warning.code).collect()
}

/// The segments of a JPEG up to its first scan, as marker and contents.
fn segments(jpeg: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let (mut at, mut found) = (2, Vec::new());
    while jpeg[at + 1] != 0xDA {
        let length = usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
        found.push((jpeg[at + 1], jpeg[at + 4..at + 2 + length].to_vec()));
        at += 2 + length;
    }
    found
}

fn with_segment(jpeg: &[u8], marker: u8, contents: &[u8]) -> Vec<u8> {
    let length = ((contents.len() + 2) as u16).to_be_bytes();
    [&jpeg[..2], &[0xFF, marker], &length, contents, &jpeg[2..]].concat()
}

#[test]
fn a_damaged_palette_is_an_error_of_the_photograph() {
    let folder = crate::cli::folder();
    let case = repository("tests/cases/photos/palette.png");
    std::fs::copy(case, folder.path().join("p.png")).expect("copied");
    let review = crate::support::read("data/minimal/review.toml");
    let photo = "\n  [[section.photo]]\n  caption = \"照片\"\n  alt = \"画面\"\n  file = \"p.png\"\n";
    std::fs::write(folder.path().join("review.toml"), review + photo).expect("written");
    let done = crate::cli::run(folder.path(), &["build", "review.toml"]);
    assert_eq!(done.code, 1, "{}", done.stderr);
    assert!(done.stderr.contains("[photo-broken]") && !done.stderr.contains("panicked"), "{}", done.stderr);
}

#[test]
fn previews_and_tails_of_segments_stay_behind() {
    let jpeg = encoded(&picture(90, 60), ImageFormat::Jpeg);
    let jfif = [b"JFIF\0\x01\x02\x01\x01\x2C\x01\x2C\x01\x01".as_slice(), b"abc"].concat();
    let mut file = with_segment(&jpeg, 0xE0, &jfif);
    file = with_segment(&file, 0xE0, b"JFXX\0\x13 a preview");
    file = with_segment(&file, 0xEE, b"Adobe\0\x64\0\0\0\0\x01 and a tail");
    file = with_segment(&file, 0xE2, b"MPF\0 a second picture");
    file = with_segment(&file, 0xEB, b"HDR gain map");
    let (_, bytes) = prepared(file);
    let kept: Vec<_> = segments(&bytes).into_iter().filter(|(marker, _)| *marker >= 0xE0).collect();
    assert_eq!(kept, [(0xEE, b"Adobe\0\x64\0\0\0\0\x01".to_vec())]);
    let (before, after) = (image::load_from_memory(&jpeg), image::load_from_memory(&bytes));
    assert_eq!(before.expect("a picture"), after.expect("a picture"));
}

#[test]
fn a_colour_profile_is_kept_if_it_can_be_used_and_told_of_if_not() {
    let jpeg = encoded(&picture(90, 60), ImageFormat::Jpeg);
    let piece = |number: u8, count: u8, part: &[u8]| [b"ICC_PROFILE\0".as_slice(), &[number, count], part].concat();
    let (good, grey) = (icc(b"RGB "), icc(b"GRAY"));
    // In two pieces, the second first.
    let whole = with_segment(&with_segment(&jpeg, 0xE2, &piece(1, 2, &good[..99])), 0xE2, &piece(2, 2, &good[99..]));
    assert_eq!(warnings(whole.clone()), []);
    assert_eq!(segments(&prepared(whole).1).iter().filter(|(marker, _)| *marker == 0xE2).count(), 1);
    for bad in [
        with_segment(&jpeg, 0xE2, &piece(1, 2, &good)),
        with_segment(&jpeg, 0xE2, &piece(1, 1, &good[..150])),
        with_segment(&jpeg, 0xE2, &piece(1, 1, &grey)),
        with_segment(&jpeg, 0xE2, b"ICC_PROFILE\0"),
    ] {
        assert_eq!(warnings(bad.clone()), [Code::PhotoProfile]);
        assert!(segments(&prepared(bad).1).iter().all(|(marker, _)| *marker != 0xE2));
    }
    let png = encoded(&picture(90, 60), ImageFormat::Png);
    for body in
        [b"x\0\0garbage".as_slice(), b"", b"no end of the name", &[b"x\0\0".as_slice(), &zeros(1 << 20)].concat()]
    {
        let bad = with_chunk(&png, &chunk(b"iCCP", body));
        assert_eq!(warnings(bad.clone()), [Code::PhotoProfile]);
        assert!(!prepared(bad).1.windows(4).any(|name| name == b"iCCP"));
    }
}

/// A file of 16 bits a sample is printed with 8; its profile stays.
#[test]
fn sixteen_bits_become_eight() {
    let deep = DynamicImage::ImageRgb16(picture(30, 20).to_rgb16());
    let (name, bytes) = prepared(encoded(&deep, ImageFormat::Png));
    let printed = image::load_from_memory(&bytes).expect("a picture");
    assert_eq!((name.as_str(), printed.color()), ("0001.png", image::ColorType::Rgb8));
    assert_eq!(printed.to_rgb8(), deep.to_rgb8());
}

/// Builds a review with one photograph in a process whose data may have 1 GiB.
#[cfg(target_os = "linux")]
fn built_within_a_gibibyte(bytes: &[u8]) -> (Option<i32>, String) {
    let folder = crate::cli::folder();
    std::fs::write(folder.path().join("x"), bytes).expect("written");
    let review = crate::support::read("data/minimal/review.toml");
    let photo = "\n  [[section.photo]]\n  caption = \"照片\"\n  alt = \"画面\"\n  file = \"x\"\n";
    std::fs::write(folder.path().join("review.toml"), review + photo).expect("written");
    let script = format!("ulimit -d 1048576; exec '{}' build review.toml", env!("CARGO_BIN_EXE_huimou"));
    let mut shell = std::process::Command::new("sh");
    let done =
        shell.current_dir(folder.path()).env("LC_ALL", "en_US.UTF-8").args(["-c", &script]).output().expect("sh");
    (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned())
}

/// What unpacks to gigabytes is dropped or refused before it is unpacked.
#[cfg(target_os = "linux")]
#[test]
fn no_photograph_takes_more_than_a_gibibyte() {
    let png = encoded(&picture(90, 60), ImageFormat::Png);
    let bomb = zeros(256 << 20);
    let profile = with_chunk(&png, &chunk(b"iCCP", &[b"x\0\0".as_slice(), &bomb].concat()));
    let (code, said) = built_within_a_gibibyte(&profile);
    assert!(code == Some(0) && said.contains("[photo-profile]"), "{said}");
    for kind in [b"zTXt", b"iTXt"] {
        let head: &[u8] = if kind == b"zTXt" { b"x\0\0" } else { b"x\0\x01\0\0\0" };
        let (code, said) = built_within_a_gibibyte(&with_chunk(&png, &chunk(kind, &[head, &bomb].concat())));
        assert_eq!(code, Some(0), "{said}");
    }
    // 15,000 × 15,000 pixels of 16 bits, in a file of a header.
    let mut deep = encoded(&DynamicImage::ImageRgb16(picture(8, 8).to_rgb16()), ImageFormat::Png);
    deep[16..24].copy_from_slice(&[0, 0, 0x3A, 0x98, 0, 0, 0x3A, 0x98]);
    let crc = crc32(&deep[12..29]);
    deep[29..33].copy_from_slice(&crc.to_be_bytes());
    let (code, said) = built_within_a_gibibyte(&deep);
    assert!(code == Some(1) && said.contains("[photo-too-large]"), "{said}");
    assert!(said.contains("15000 × 15000 pixels and takes 2145 MiB"), "{said}");
}

/// 108 million pixels of a phone, within the memory that any photograph may take.
#[cfg(target_os = "linux")]
#[test]
fn the_photograph_of_a_phone_fits() {
    let picture =
        DynamicImage::ImageLuma8(image::GrayImage::from_fn(12_000, 9_000, |x, y| image::Luma([(x ^ y) as u8])));
    let (code, said) =
        built_within_a_gibibyte(&encoded(&DynamicImage::ImageRgb8(picture.to_rgb8()), ImageFormat::Jpeg));
    assert_eq!(code, Some(0), "{said}");
}

/// Files with damages at every place: an error or a picture that can be laid out, and never a panic.
#[test]
fn damaged_files_are_errors_or_pictures() {
    let mut seed = 7u64;
    let mut random = move |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
        let whole = encoded(&picture(40, 30), format);
        let mut accepted = 0;
        for _ in 0..300 {
            let mut bytes = whole.clone();
            for _ in 0..=random(3) {
                let at = random(bytes.len());
                bytes[at] = [0, 0xFF, 0x7F, random(256) as u8][random(4)];
            }
            let assets = InMemory::new().with("x", bytes);
            let Ok(review) = ENGINE.review(&small(SLOT), &assets, &Choices::new()) else { continue };
            accepted += 1;
            let (name, bytes) = review.value.photos().next().expect("one");
            let decoded = image::load_from_memory(bytes);
            assert!(decoded.is_ok(), "{format:?} {name}: {decoded:?}");
        }
        assert!(accepted > 0, "{format:?}: no damage was harmless");
    }
}
