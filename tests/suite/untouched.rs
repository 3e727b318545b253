//! What isn't ours stays: files that look like ours, links that lead out, pipes that would wait, and the inputs of a
//! review in the place of its output.
#![cfg(unix)]

use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

use huimou::batch::{FolderPrior, FolderSink, Ledger, Shard, merge};
use huimou::files::{FileId, check_target, clear_leftovers, open_file, write_below, write_file};

use crate::batch::{built, pdfs, run_with, small, spoken};
use crate::support::{ENGINE, repository};

/// Names as temporary files have them.
const DEAD: &str = ".huimou-0123456789abcdefghij.tmp";
const ALIVE: &str = ".huimou-ABCDEFGHIJ0123456789.tmp";

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, text).expect("written");
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn fifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo").success());
}

/// Runs the command; it is killed after a minute (exit code 124) if it waits.
fn run(folder: &Path, args: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new("timeout");
    command.args(["60", env!("CARGO_BIN_EXE_huimou")]).args(args).current_dir(folder);
    spoken(command.env("LC_ALL", "C").stdin(Stdio::null()))
}

#[test]
fn leftovers_of_dead_writers_go_and_nothing_else() {
    let folder = small(2);
    let out = folder.path().join("out");
    let nested = out.join("nested");
    let kept = [
        out.join(".huimou-left-behind"),
        out.join(".huimou-notes.tmp"),
        out.join(".huimou-0123456789abcdefghi回.tmp"),
        out.join("city").join(ALIVE),
        nested.join(DEAD),
        nested.join("city").join(DEAD),
        out.join(".huimou-a0123456789012345678.tmp/inside"),
    ];
    let gone = [out.join(DEAD), out.join("city").join(DEAD)];
    kept.iter().chain(&gone).for_each(|path| write(path, "kept"));
    std::fs::create_dir(nested.join(".huimou")).expect("a folder");
    write(&folder.path().join("precious").join(DEAD), "kept");
    symlink(folder.path().join("precious").join(DEAD), out.join(".huimou-link5678901234567890.tmp")).expect("a link");
    symlink(folder.path().join("precious"), out.join("linked")).expect("a link");
    // A writer that is still there.
    let alive = std::fs::File::open(out.join("city").join(ALIVE)).expect("a file");
    alive.lock().expect("locked");

    // A shard is not the only writer of its folder, so it cleans nothing.
    let options = crate::batch::options().shard(Shard::new(1, 2).expect("a shard"));
    assert_eq!(run_with(folder.path(), &ENGINE, &options).0.expect("a run").built, 1);
    assert!(gone.iter().all(|path| path.exists()));
    merge(&out).expect("one ledger");
    assert!(gone.iter().all(|path| !path.exists()));
    assert!(kept.iter().all(|path| text(path) == "kept"));
    assert_eq!(text(&folder.path().join("precious").join(DEAD)), "kept");
    assert!(out.join(".huimou-link5678901234567890.tmp").is_symlink());
    drop(alive);
    assert_eq!(built(folder.path()).len(), 1);
    assert!(!out.join("city").join(ALIVE).exists(), "its writer is gone");
}

/// A killed `build -o` has no folder of its own: the next one beside it removes what it left.
#[test]
fn a_build_removes_what_a_killed_one_left() {
    let folder = crate::cli::folder();
    let path = folder.path();
    write(&path.join(DEAD), "half");
    write(&path.join("below").join(DEAD), "half");
    write(&path.join(ALIVE), "half");
    let alive = std::fs::File::open(path.join(ALIVE)).expect("a file");
    alive.lock().expect("locked");
    let (code, stderr) = run(path, &["build", "review.toml", "-o", "a.pdf"]);
    assert_eq!(code, Some(0), "{stderr}");
    assert!(!path.join(DEAD).exists() && path.join("below").join(DEAD).exists() && path.join(ALIVE).exists());
}

/// Each temporary file is locked from its making to its end, so that no cleaning in between takes it.
#[test]
fn cleaning_takes_nothing_from_a_writer() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, done) = (folder.path(), AtomicBool::new(false));
    let bytes = vec![b'x'; 100_000];
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    clear_leftovers(path);
                }
            });
        }
        let write = |k: usize| write_file(path.join(format!("{}.pdf", k % 7)), &bytes);
        let failed: Vec<_> = (0..300).filter_map(|k| write(k).err()).collect();
        done.store(true, Ordering::Relaxed);
        assert!(failed.is_empty(), "{failed:?}");
    });
    assert_eq!(pdfs(path).len(), 7);
    assert!(pdfs(path).values().all(|found| *found == bytes));
    assert_eq!(std::fs::read_dir(path).expect("a folder").count(), 7);
}

#[test]
fn journal_lock_and_ledger_are_no_way_out() {
    for shard in [None, Shard::new(1, 2)] {
        let part = if shard.is_some() { ".1-of-2" } else { "" };
        let names = [format!(".huimou/journal{part}.jsonl"), format!(".huimou/lock{part}"), ".huimou/lock".to_owned()];
        let ledger = format!("huimou-batch{part}.json");
        for name in names.iter().chain([&ledger]) {
            for kind in ["link", "pipe", "device", "folder"] {
                let folder = tempfile::tempdir().expect("a folder");
                let (out, precious) = (folder.path().join("out"), folder.path().join("precious"));
                std::fs::create_dir_all(out.join(".huimou")).expect("a folder");
                write(&precious, "precious");
                let at = out.join(name);
                match kind {
                    "link" => symlink(&precious, &at).expect("a link"),
                    "pipe" => fifo(&at),
                    "device" => symlink("/dev/zero", &at).expect("a link"),
                    _ => std::fs::create_dir(&at).expect("a folder"),
                }
                let error = FolderSink::open(&out, shard).map(|_| ()).expect_err(&format!("{name}: {kind}"));
                assert!(error.is_io() && error.to_string().contains(name.as_str()), "{name}: {kind}: {error}");
                let read = FolderPrior::read(&out, shard);
                assert_eq!(read.is_err(), !name.contains("lock"), "{name}: {kind}: {read:?}");
                assert_eq!(text(&precious), "precious", "{name}: {kind}");
                assert!(at.symlink_metadata().is_ok(), "{name}: {kind}");
                if *name == ledger {
                    assert!(merge(&out).is_err() && Ledger::read(&at).is_err(), "{name}: {kind}");
                }
            }
        }
    }
}

#[test]
fn the_hidden_folder_and_the_journal_belong_to_one_output_folder() {
    let folder = small(2);
    let (out, precious) = (folder.path().join("out"), folder.path().join("precious"));
    std::fs::create_dir(&out).expect("a folder");
    std::fs::create_dir(&precious).expect("a folder");
    symlink(&precious, out.join(".huimou")).expect("a link");
    let refused = run(folder.path(), &["batch", "batch.toml"]);
    assert!(refused.0 == Some(4) && refused.1.contains(".huimou is not a folder"), "{}", refused.1);
    assert_eq!(std::fs::read_dir(&precious).expect("a folder").count(), 0);
    std::fs::remove_file(out.join(".huimou")).expect("removed");
    write(&out.join(".huimou"), "mine");
    assert_eq!(run(folder.path(), &["batch", "batch.toml"]).0, Some(4));
    assert_eq!(text(&out.join(".huimou")), "mine");
    std::fs::remove_file(out.join(".huimou")).expect("removed");
    // What is appended to a journal must not stand in another file.
    std::fs::create_dir(out.join(".huimou")).expect("a folder");
    write(&precious.join("list"), "precious");
    std::fs::hard_link(precious.join("list"), out.join(".huimou/journal.jsonl")).expect("a second name");
    let refused = run(folder.path(), &["batch", "batch.toml"]);
    assert!(refused.0 == Some(4) && refused.1.contains("hard link"), "{}", refused.1);
    assert_eq!(text(&precious.join("list")), "precious");
}

/// A sparse file of 3 GiB is refused by its length.
#[test]
fn a_ledger_has_a_limit() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["huimou-batch.json", ".huimou/journal.jsonl"] {
        let at = folder.path().join(name);
        write(&at, "");
        std::fs::File::options().write(true).open(&at).and_then(|file| file.set_len(3 << 30)).expect("a sparse file");
        let error = FolderPrior::read(folder.path(), None).expect_err("too large");
        assert!(error.to_string().contains("more than 268435456 bytes"), "{error}");
        std::fs::remove_file(&at).expect("removed");
    }
}

#[test]
fn a_link_below_the_output_folder_isnt_followed() {
    let folder = small(2);
    let (out, precious) = (folder.path().join("out"), folder.path().join("precious"));
    std::fs::create_dir(&out).expect("a folder");
    std::fs::create_dir(&precious).expect("a folder");
    symlink(&precious, out.join("d0")).expect("a link");
    let batch = text(&folder.path().join("batch.toml"));
    let batch = batch.replace("[table]", "output = \"out/{slug}/{slug}.pdf\"\n[table]");
    write(&folder.path().join("batch.toml"), &batch);
    let (code, stderr) = run(folder.path(), &["batch", "batch.toml"]);
    assert!(code == Some(1) && stderr.contains("d0 is a symbolic link"), "{stderr}");
    assert!(out.join("d1/d1.pdf").exists() && std::fs::read_dir(&precious).expect("a folder").count() == 0);
    let error = write_below(&out, "d0/a.pdf", b"").expect_err("it leads out");
    assert!(error.has(huimou::Code::WriteRefused), "{error}");
}

/// The second run says who holds the folder; a lock that a dead run left holds nothing.
#[test]
fn the_holder_of_a_folder_is_named() {
    let folder = small(1);
    let out = folder.path().join("out");
    write(&out.join(".huimou/lock"), "4194304999");
    let sink = FolderSink::open(&out, None).expect("nobody holds it").value;
    let (code, stderr) = run(folder.path(), &["batch", "batch.toml"]);
    let said = format!("another run is writing to ./out (process {})", std::process::id());
    assert!(code == Some(4) && stderr.contains(&said), "{stderr}");
    drop(sink);
    assert_eq!(run(folder.path(), &["batch", "batch.toml"]).0, Some(0));
}

/// Every file that is named is opened without waiting, and nothing but a file is.
#[test]
fn a_pipe_or_a_device_is_an_error_at_once() {
    let folder = crate::cli::folder();
    let path = folder.path();
    fifo(&path.join("pipe.toml"));
    symlink("/dev/zero", path.join("zero.toml")).expect("a link");
    std::fs::create_dir(path.join("fonts")).expect("a folder");
    fifo(&path.join("fonts/a.ttf"));
    std::fs::create_dir(path.join("template")).expect("a folder");
    fifo(&path.join("template/typst.toml"));
    for name in ["pipe.toml", "zero.toml"] {
        assert!(open_file(path.join(name)).is_err());
        for args in [
            &["build", name][..],
            &["check", name],
            &["sheet", name, "-o", "-"],
            &["fix", name, "--yes"],
            &["fix", name, "--dry-run"],
            &["audit", name],
            &["batch", name],
            &["check", "review.toml", "--theme", name],
            &["fonts", "--coverage", name],
        ] {
            let (code, stderr) = run(path, args);
            assert_eq!(code, Some(4), "{args:?}: {stderr}");
            assert!(stderr.contains("it is a pipe or a device, not a file"), "{args:?}: {stderr}");
        }
    }
    assert_eq!(run(path, &["check", "review.toml", "--font-path", "fonts"]).0, Some(0));
    assert_eq!(run(path, &["check", "review.toml", "--template", "./template"]).0, Some(3));
    for field in ["[design]\ntheme = \"pipe.toml\"", "[design]\nlogo = \"pipe.toml\""] {
        write(
            &path.join("a.toml"),
            &text(&path.join("review.toml")).replace("[[section]]", &format!("{field}\n[[section]]")),
        );
        let (code, stderr) = run(path, &["check", "a.toml"]);
        assert!(matches!(code, Some(1 | 4)) && stderr.contains("not a regular file"), "{stderr}");
    }
}

#[test]
fn a_batch_reads_files_only() {
    for (from, to) in [("base.toml", "pipe"), ("districts.csv", "pipe"), ("own/{slug}.toml", "pipe")] {
        let folder = small(1);
        fifo(&folder.path().join("pipe"));
        let batch = text(&folder.path().join("batch.toml"));
        write(&folder.path().join("batch.toml"), &batch.replace(from, to));
        let (code, stderr) = run(folder.path(), &["batch", "batch.toml"]);
        assert!(matches!(code, Some(1 | 4)) && stderr.contains("not a regular file"), "{from}: {code:?} {stderr}");
    }
}

/// What the shell opens is a stream that someone writes: `<(command)` and `/dev/stdin` work.
#[test]
fn streams_that_are_open_are_read() {
    let folder = crate::cli::folder();
    let huimou = env!("CARGO_BIN_EXE_huimou");
    for script in ["check <(cat review.toml)", "check /dev/stdin < review.toml", "check - < review.toml"] {
        let mut shell = Command::new("bash");
        let shell = shell.current_dir(folder.path()).args(["-c", &format!("timeout 60 {huimou} {script}")]);
        let (code, stderr) = spoken(shell.env("LC_ALL", "C"));
        assert!(code == Some(0) && stderr.contains("no errors"), "{script}: {stderr}");
    }
}

/// A review with a photograph, a logo, a theme with a logo, a font and a template, each where an output could be.
fn made_of() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path();
    let photo = std::fs::read(repository("tests/cases/untouched/a.jpg")).expect("a photograph");
    for name in ["photo.pdf", "logo.pdf", "page-1.png", "its-logo.pdf"] {
        std::fs::write(path.join(name), &photo).expect("written");
    }
    write(
        &path.join("review.toml"),
        "[review]\ntitle = \"回眸\"\norganization = \"某局\"\nyear = 2024\n[design]\nlogo = \"logo.pdf\"\n\
         [[section]]\ntitle = \"一\"\n[[section.photo]]\nfile = \"photo.pdf\"\ncaption = \"照\"\nalt = \"画\"\n\
         [[section.photo]]\nfile = \"page-1.png\"\ncaption = \"照\"\nalt = \"画\"\n",
    );
    write(&path.join("theme.toml"), "name = \"own\"\ntitle = \"本局\"\nbase = \"red\"\nlogo = \"its-logo.pdf\"\n");
    std::fs::hard_link(path.join("theme.toml"), path.join("theme.pdf")).expect("a second name");
    std::fs::hard_link(path.join("review.toml"), path.join("own.pdf")).expect("a second name");
    std::fs::create_dir(path.join("fonts")).expect("a folder");
    std::fs::copy(repository("fonts/HuimouKai").join(face()), path.join("fonts/a.ttf")).expect("copied");
    std::fs::hard_link(path.join("fonts/a.ttf"), path.join("font.pdf")).expect("a second name");
    std::fs::create_dir_all(path.join("template/themes")).expect("a folder");
    for name in ["typst.toml", "lib.typ", "themes/plain.toml"] {
        std::fs::copy(repository("tests/consumer/template").join(name), path.join("template").join(name))
            .expect("copied");
    }
    std::fs::hard_link(path.join("template/lib.typ"), path.join("template.pdf")).expect("a second name");
    folder
}

/// The file name of a font in the repository.
fn face() -> String {
    let names = std::fs::read_dir(repository("fonts/HuimouKai")).expect("a folder");
    let mut names = names.map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"));
    names.find(|name| name.ends_with(".ttf") || name.ends_with(".otf")).expect("a font")
}

#[test]
fn no_output_replaces_what_a_review_is_made_from() {
    let folder = made_of();
    let path = folder.path();
    let all =
        ["photo.pdf", "logo.pdf", "its-logo.pdf", "theme.pdf", "own.pdf", "font.pdf", "template.pdf", "page-1.png"];
    let before = all.map(|name| FileId::of(path.join(name)));
    let made = ["--theme", "theme.toml", "--font-path", "fonts"];
    for (args, of) in [
        (&["build", "review.toml", "-o", "photo.pdf"][..], "a picture of the review"),
        (&["build", "review.toml", "-o", "logo.pdf"], "a picture of the review"),
        (&["build", "review.toml", "-o", "its-logo.pdf"], "a file of the theme;"),
        (&["build", "review.toml", "-o", "theme.pdf"], "the theme theme.toml"),
        (&["build", "review.toml", "-o", "own.pdf"], "the description review.toml"),
        (&["build", "review.toml", "-o", "font.pdf"], "a font fonts/a.ttf"),
        (&["build", "review.toml", "-o", "template.pdf", "--template", "./template"], "a file of the template"),
        (&["build", "review.toml", "--format", "png", "-o", "page-1.png", "--pages", "1"], "a picture of the review"),
        (&["build", "review.toml", "--format", "png", "-o", "page-{p}.png"], "a picture of the review"),
        (&["specimen", "--template", "bulletin", "-o", "theme.pdf"], "the theme theme.toml"),
        (&["specimen", "--template", "bulletin", "-o", "font.pdf"], "a font fonts/a.ttf"),
    ] {
        let made = if args.contains(&"./template") { &made[2..] } else { &made[..] };
        let (code, stderr) = run(path, &[args, made].concat());
        assert!(code == Some(2) && stderr.contains(of), "{args:?}: {code:?} {stderr}");
    }
    assert_eq!(all.map(|name| FileId::of(path.join(name))), before);
    // What an earlier build has made is replaced.
    for _ in 0..2 {
        let (code, stderr) = run(path, &[&["build", "review.toml", "-o", "a.pdf"], &made[..]].concat());
        assert_eq!(code, Some(0), "{stderr}");
    }
}

#[test]
fn pictures_of_an_audit_need_a_folder() {
    let folder = made_of();
    let path = folder.path();
    assert_eq!(run(path, &["build", "review.toml", "-o", "a.pdf"]).0, Some(0));
    std::fs::rename(path.join("a.pdf"), path.join("page-001.png")).expect("renamed");
    let refused = run(path, &["audit", "page-001.png", "--picture", "page-001.png/below"]);
    assert!(refused.0 == Some(4) && refused.1.contains("page-001.png is a file, not a folder"), "{}", refused.1);
    let refused = run(path, &["check", "review.toml", "--audit", "--audit-picture", "photo.pdf"]);
    assert!(refused.0 == Some(4) && refused.1.contains("photo.pdf is a file, not a folder"), "{}", refused.1);
}

#[test]
fn no_pdf_of_a_batch_replaces_what_it_is_made_from() {
    let folder = small(2);
    let path = folder.path();
    // The base under another name, and a photograph that is called like an output.
    std::fs::create_dir(path.join("out")).expect("a folder");
    std::fs::hard_link(path.join("base.toml"), path.join("out/d0.pdf")).expect("a second name");
    let (code, stderr) = run(path, &["batch", "batch.toml"]);
    assert!(code == Some(2) && stderr.contains("a file of the batch base.toml"), "{code:?} {stderr}");
    std::fs::remove_file(path.join("out/d0.pdf")).expect("removed");
    std::fs::rename(path.join("open.png"), path.join("out/d0.pdf")).expect("renamed");
    let photo = std::fs::read(path.join("out/d0.pdf")).expect("bytes");
    write(&path.join("base.toml"), &text(&path.join("base.toml")).replace("open.png", "out/d0.pdf"));
    let (code, stderr) = run(path, &["batch", "batch.toml"]);
    assert!(code == Some(1) && stderr.contains("won't write d0.pdf: it is out/d0.pdf"), "{code:?} {stderr}");
    assert_eq!(std::fs::read(path.join("out/d0.pdf")).expect("bytes"), photo);
    assert!(path.join("out/d1.pdf").exists());
    for list in ["districts.csv", "base.toml", "batch.toml", "own/d0.toml"] {
        write(&path.join("own/d0.toml"), "");
        let before = text(&path.join(list));
        let (code, stderr) = run(path, &["batch", "batch.toml", "--faults", list]);
        assert!(code == Some(2) && stderr.contains("a file of the batch"), "{list}: {code:?} {stderr}");
        assert_eq!(text(&path.join(list)), before);
    }
    // Also if the table can't be read.
    write(&path.join("districts.csv"), "slug\n\"");
    assert_eq!(run(path, &["batch", "batch.toml", "--faults", "districts.csv"]).0, Some(2));
    assert_eq!(text(&path.join("districts.csv")), "slug\n\"");
}

/// The message names what is in the way, before the work, and never a temporary file.
#[test]
fn what_cant_be_written_is_named() {
    let folder = crate::cli::folder();
    let path = folder.path();
    write(&path.join("file"), "");
    symlink(path.join("review.toml"), path.join("link.pdf")).expect("a link");
    let long = format!("{}.pdf", "回".repeat(90));
    for (output, named) in [
        ("no/such/a.pdf", "there is no folder no"),
        ("file/a.pdf", "file is a file, not a folder"),
        ("file/such/a.pdf", "file is a file, not a folder"),
        (long.as_str(), "the name has 274 bytes, and 255 are the limit"),
    ] {
        // The review has an error, too: the output is looked at first.
        write(&path.join("bad.toml"), "titel = 1");
        for command in [&["build", "bad.toml"][..], &["specimen", "--template", "bulletin"]] {
            let (code, stderr) = run(path, &[command, &["-o", output]].concat());
            assert!(code == Some(4) && stderr.contains(named), "{output}: {stderr}");
            assert!(!stderr.contains(".huimou-") && !stderr.contains("unknown-key"), "{output}: {stderr}");
        }
    }
    let refused = run(path, &["batch", "batch.toml", "-o", "file/out"]);
    assert_eq!(refused.0, Some(4), "{}", refused.1);
    assert!(check_target(path.join("a.pdf")).is_ok());
    assert!(
        std::fs::read_dir(path)
            .expect("a folder")
            .all(|entry| { !entry.expect("an entry").file_name().to_string_lossy().starts_with(".huimou-") })
    );
}

/// Root writes everywhere, so the command runs as nobody where the tests run as root.
#[test]
#[cfg(target_os = "linux")]
fn a_folder_without_permission_is_named_once_and_first() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let folder = small(3);
    let path = folder.path();
    write(&path.join("review.toml"), "titel = 1");
    std::fs::create_dir_all(path.join("out/.huimou")).expect("a folder");
    let set = |name: &str, mode| {
        std::fs::set_permissions(path.join(name), PermissionsExt::from_mode(mode)).expect("permissions");
    };
    set("", 0o755);
    set("out/.huimou", 0o777);
    set("out", 0o555);
    let root = std::fs::metadata(path).expect("a folder").uid() == 0;
    let run = |args: &[&str]| {
        let nobody = ["setpriv", "--reuid=65534", "--clear-groups"];
        let words = [if root { &nobody[..] } else { &[] }, &[env!("CARGO_BIN_EXE_huimou")], args].concat();
        spoken(Command::new(words[0]).args(&words[1..]).current_dir(path).env("LC_ALL", "C").stdin(Stdio::null()))
    };
    for args in [&["build", "review.toml", "-o", "out/a.pdf"][..], &["batch", "batch.toml"]] {
        let (code, stderr) = run(args);
        assert!(code == Some(4) && stderr.contains("no file can be created in the folder out"), "{args:?}: {stderr}");
        assert_eq!(stderr.matches("write-failed").count(), 1, "{stderr}");
        assert!(!stderr.contains(".tmp") && !stderr.contains("unknown-key"), "{stderr}");
    }
    set("out", 0o755);
}
